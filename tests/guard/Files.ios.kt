@file:OptIn(ExperimentalForeignApi::class)

package com.example.guarded

import kotlinx.cinterop.ExperimentalForeignApi
import kotlinx.cinterop.addressOf
import kotlinx.cinterop.convert
import kotlinx.cinterop.toKString
import kotlinx.cinterop.usePinned
import platform.posix.fclose
import platform.posix.fopen
import platform.posix.fread
import platform.posix.getenv

internal actual fun modelPath(name: String): String = "${getenv("KMPGEN_TEST_RESOURCES")!!.toKString()}/$name"

internal actual fun readText(path: String): String {
    val file = fopen(path, "rb")!!
    val bytes = ByteArray(1 shl 20)
    val count = bytes.usePinned { fread(it.addressOf(0), 1.convert(), (1 shl 20).convert(), file) }
    fclose(file)
    return bytes.decodeToString(0, count.toInt())
}
