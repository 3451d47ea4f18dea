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

internal actual fun modelPath(name: String): String =
    "${getenv("KMPGEN_TEST_RESOURCES")!!.toKString().lines().first()}/$name"

internal actual fun readBytes(path: String): ByteArray {
    val file = fopen(path, "rb")!!
    val bytes = ByteArray(ROOM)
    val count = bytes.usePinned { fread(it.addressOf(0), 1.convert(), ROOM.convert(), file) }
    fclose(file)
    return bytes.copyOf(count.toInt())
}

private const val ROOM = 16 shl 20
