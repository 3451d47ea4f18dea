@file:OptIn(ExperimentalForeignApi::class)

package com.example.sentimentclassifier.torch.check

import kotlinx.cinterop.CPointer
import kotlinx.cinterop.ExperimentalForeignApi
import kotlinx.cinterop.addressOf
import kotlinx.cinterop.convert
import kotlinx.cinterop.usePinned
import platform.posix.FILE
import platform.posix.SEEK_END
import platform.posix.SEEK_SET
import platform.posix.fclose
import platform.posix.fopen
import platform.posix.fread
import platform.posix.fseek
import platform.posix.ftell

internal actual fun openModelFile(path: String): ModelFile? = fopen(path, "rb")?.let(::PosixModelFile)

private class PosixModelFile(private val file: CPointer<FILE>) : ModelFile {
    override val size: Long = if (fseek(file, 0, SEEK_END) == 0) ftell(file).convert() else 0

    override fun read(offset: Long, count: Int): ByteArray? {
        if (offset < 0 || count < 1 || fseek(file, offset.convert(), SEEK_SET) != 0) return null
        val bytes = ByteArray(count)
        val read = bytes.usePinned { fread(it.addressOf(0), 1.convert(), count.convert(), file) }
        return bytes.takeIf { read.convert<Int>() == count }
    }

    override fun close() {
        fclose(file)
    }
}
