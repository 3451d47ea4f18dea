package com.example.sentimentclassifier.torch.check

/** A file of which parts are read. */
internal interface ModelFile : AutoCloseable {
    val size: Long

    /** The [count] bytes from [offset] on; null where the file has fewer, or is a folder. */
    fun read(offset: Long, count: Int): ByteArray?
}

/** A file whose content is in memory. */
internal class BytesModelFile(private val bytes: ByteArray) : ModelFile {
    override val size: Long = bytes.size.toLong()

    override fun read(offset: Long, count: Int): ByteArray? {
        if (offset < 0 || count < 0 || offset > size - count) return null
        return bytes.copyOfRange(offset.toInt(), offset.toInt() + count)
    }

    override fun close() = Unit
}

/** The file at [path]; null where it cannot be opened. Why not is for torch to say. */
internal expect fun openModelFile(path: String): ModelFile?
