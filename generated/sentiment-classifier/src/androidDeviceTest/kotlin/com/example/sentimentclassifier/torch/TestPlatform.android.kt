package com.example.sentimentclassifier.torch

import java.io.File

internal actual val isAndroid: Boolean get() = true

/** Resources come inside the test's archive, while models load from files. */
internal actual fun resourcePath(name: String): String {
    val loader = TorchRecording::class.java.classLoader
    val resource = loader?.getResourceAsStream(name) ?: error("there is no resource '$name'")
    val file = File.createTempFile("kmpgen", name)
    file.deleteOnExit()
    resource.use { from -> file.outputStream().use { from.copyTo(it) } }
    return file.path
}

internal actual fun readFile(path: String): ByteArray = File(path).readBytes()

internal actual fun environment(name: String): String? = System.getenv(name)
