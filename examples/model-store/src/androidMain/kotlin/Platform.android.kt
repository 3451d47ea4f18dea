package com.example.modelstore

import java.io.File
import java.io.FileOutputStream
import java.io.IOException
import java.net.HttpURLConnection
import java.net.URL
import java.security.MessageDigest

private const val SECONDS = 30
private const val BLOCK = 1 shl 16

internal actual fun download(url: String, path: String, limit: Long) {
    val connection = URL(url).openConnection() as HttpURLConnection
    connection.connectTimeout = SECONDS * 1000
    connection.readTimeout = SECONDS * 1000
    try {
        if (connection.responseCode != HttpURLConnection.HTTP_OK) {
            throw IOException("the server answered ${connection.responseCode}")
        }
        FileOutputStream(path).use { file ->
            val block = ByteArray(BLOCK)
            var received = 0L
            while (received <= limit) {
                val count = connection.inputStream.read(block)
                if (count < 0) break
                file.write(block, 0, count)
                received += count
            }
            file.fd.sync()
        }
    } finally {
        connection.disconnect()
    }
}

internal actual fun sha256(path: String): String {
    val digest = MessageDigest.getInstance("SHA-256")
    File(path).inputStream().use { file ->
        val block = ByteArray(BLOCK)
        while (true) {
            val count = file.read(block)
            if (count < 0) break
            digest.update(block, 0, count)
        }
    }
    return digest.digest().joinToString("") { "%02x".format(it) }
}

internal actual fun sizeOf(path: String): Long? = File(path).takeIf { it.isFile }?.length()

internal actual fun replace(from: String, to: String) {
    if (!File(from).renameTo(File(to))) throw IOException("'$from' cannot be renamed to '$to'")
}

internal actual fun delete(path: String) {
    File(path).delete()
}
