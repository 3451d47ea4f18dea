package com.example.guarded

import java.io.File

internal actual fun modelPath(name: String): String {
    val resources = File(Guarded::class.java.getResource("/base.ptl")!!.toURI()).parentFile
    return File(resources, name).path
}

internal actual fun readBytes(path: String): ByteArray = File(path).readBytes()
