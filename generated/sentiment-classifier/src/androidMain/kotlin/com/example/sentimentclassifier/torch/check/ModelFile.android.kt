package com.example.sentimentclassifier.torch.check

import java.io.IOException
import java.io.RandomAccessFile

internal actual fun openModelFile(path: String): ModelFile? = try {
    AndroidModelFile(RandomAccessFile(path, "r"))
} catch (e: IOException) {
    null
}

private class AndroidModelFile(private val file: RandomAccessFile) : ModelFile {
    override val size: Long = file.length()

    override fun read(offset: Long, count: Int): ByteArray? = try {
        file.seek(offset)
        ByteArray(count).also(file::readFully)
    } catch (e: IOException) {
        null
    }

    override fun close() = file.close()
}
