package com.example.modelstore

/** Writes what [url] has to a file at [path], and onto the disk. It may stop once there are more than [limit] bytes. */
internal expect fun download(url: String, path: String, limit: Long)

/** In small hexadecimal digits. */
internal expect fun sha256(path: String): String

/** Of a file; null where there is none. */
internal expect fun sizeOf(path: String): Long?

/** Gives the file at [from] the name [to], in one step even where there is a file of that name. */
internal expect fun replace(from: String, to: String)

/** Does nothing where there is no file at [path]. */
internal expect fun delete(path: String)
