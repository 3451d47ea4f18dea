@file:OptIn(ExperimentalForeignApi::class)

package com.example.sentimentclassifier.torch

import com.example.sentimentclassifier.torch.cinterop.PLMRuntime
import kotlinx.cinterop.CPointer
import kotlinx.cinterop.ExperimentalForeignApi
import kotlinx.cinterop.addressOf
import kotlinx.cinterop.convert
import kotlinx.cinterop.usePinned
import platform.posix.FILE
import platform.posix.fclose
import platform.posix.fopen
import platform.posix.fread
import kotlin.concurrent.Volatile

@Throws(TorchException::class)
public actual fun bundledModelPath(model: BundledModel): String = callNative {
    val path = PLMRuntime.pathForModel(model.name, inFolder = model.folder) ?: throw TorchException(
        "the app has no '${model.name}' of ${model.folder}: link the pod or the Swift package that brings it, or add " +
            "the file to the app's target",
    )
    val found = path to model.crc32
    if (found !in checked) {
        checkContent(path, model)
        checked += found
    }
    path
}

/** Paths with the checksums that their files have. Once is enough: the files of an app stay as they are while it runs. */
@Volatile
private var checked = emptySet<Pair<String, Long>>()

/** The app links pod or package by itself, so that they may bring the model of another release than this library's. */
private fun checkContent(path: String, model: BundledModel) {
    val file = fopen(path, "rb") ?: throw TorchException("the file '$path' cannot be read")
    val (size, crc32) = try {
        sizeAndChecksum(file)
    } finally {
        fclose(file)
    }
    if (size != model.size || crc32 != model.crc32) {
        throw TorchException(
            "'$path' is not the one that the library was built with: it is of another release or of another library, " +
                "or damaged; take the pod or the Swift package from the library's own release, and update",
        )
    }
}

/** The number of bytes and the CRC-32 of all that can be read. */
private fun sizeAndChecksum(file: CPointer<FILE>): Pair<Long, Long> {
    val block = ByteArray(BLOCK)
    var size = 0L
    var crc = -1
    while (true) {
        val count = block.usePinned { fread(it.addressOf(0), 1.convert(), block.size.convert(), file) }.convert<Int>()
        if (count == 0) return size to (crc.inv().toLong() and MAX_CRC)
        for (index in 0 until count) crc = (crc ushr 8) xor crcs[(crc xor block[index].toInt()) and 0xff]
        size += count
    }
}

/** CRC-32 of each byte, as zip files have it. */
private val crcs = IntArray(256) { byte ->
    (1..8).fold(byte) { crc, _ -> if (crc and 1 == 0) crc ushr 1 else (crc ushr 1) xor POLYNOMIAL }
}

private const val POLYNOMIAL = 0xEDB88320.toInt()
private const val MAX_CRC = 0xFFFFFFFF
private const val BLOCK = 1 shl 16
