@file:OptIn(ExperimentalForeignApi::class)

package com.example.sentimentclassifier.torch

import kotlinx.cinterop.ExperimentalForeignApi
import kotlinx.cinterop.addressOf
import kotlinx.cinterop.convert
import kotlinx.cinterop.toKString
import kotlinx.cinterop.usePinned
import platform.posix.F_OK
import platform.posix.SEEK_END
import platform.posix.access
import platform.posix.fclose
import platform.posix.fopen
import platform.posix.fread
import platform.posix.fseek
import platform.posix.ftell
import platform.posix.getenv
import platform.posix.rewind

internal actual val isAndroid: Boolean get() = false

/** Test programs have no bundle: the build says where the files are. */
internal actual fun resourcePath(name: String): String {
    val folders = environment("KMPGEN_TEST_RESOURCES") ?: "src/commonTest/resources"
    val paths = folders.lines().map { "$it/$name" }
    return paths.firstOrNull { access(it, F_OK) == 0 } ?: paths.first()
}

internal actual fun readFile(path: String): ByteArray {
    val file = checkNotNull(fopen(path, "rb")) { "there is no file '$path'" }
    try {
        fseek(file, 0, SEEK_END)
        val data = ByteArray(ftell(file).toInt())
        rewind(file)
        if (data.isEmpty()) return data
        val read = data.usePinned { fread(it.addressOf(0), 1.convert(), data.size.convert(), file) }
        check(read.toInt() == data.size) { "'$path' could not be read" }
        return data
    } finally {
        fclose(file)
    }
}

internal actual fun environment(name: String): String? = getenv(name)?.toKString()
