package com.example.guarded

/** The path of a file in `src/commonTest/resources`. */
internal expect fun modelPath(name: String): String

internal expect fun readBytes(path: String): ByteArray
