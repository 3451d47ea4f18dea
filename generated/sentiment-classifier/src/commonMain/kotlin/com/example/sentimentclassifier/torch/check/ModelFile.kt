package com.example.sentimentclassifier.torch.check

/** A file of which parts are read. */
internal interface ModelFile : AutoCloseable {
    val size: Long

    /** The [count] bytes from [offset] on; null where the file has fewer, or is a folder. */
    fun read(offset: Long, count: Int): ByteArray?
}

/** The file at [path]; null where it cannot be opened. Why not is for torch to say. */
internal expect fun openModelFile(path: String): ModelFile?
