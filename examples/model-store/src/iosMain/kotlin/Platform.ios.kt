@file:OptIn(ExperimentalForeignApi::class)

package com.example.modelstore

import kotlinx.cinterop.ExperimentalForeignApi
import kotlinx.cinterop.addressOf
import kotlinx.cinterop.alloc
import kotlinx.cinterop.convert
import kotlinx.cinterop.memScoped
import kotlinx.cinterop.ptr
import kotlinx.cinterop.usePinned
import platform.CoreCrypto.CC_SHA256_CTX
import platform.CoreCrypto.CC_SHA256_DIGEST_LENGTH
import platform.CoreCrypto.CC_SHA256_Final
import platform.CoreCrypto.CC_SHA256_Init
import platform.CoreCrypto.CC_SHA256_Update
import platform.Foundation.NSFileManager
import platform.Foundation.NSHTTPURLResponse
import platform.Foundation.NSURL
import platform.Foundation.NSURLSession
import platform.Foundation.downloadTaskWithURL
import platform.darwin.DISPATCH_TIME_FOREVER
import platform.darwin.dispatch_semaphore_create
import platform.darwin.dispatch_semaphore_signal
import platform.darwin.dispatch_semaphore_wait
import platform.posix.O_RDONLY
import platform.posix.SEEK_END
import platform.posix.close
import platform.posix.fclose
import platform.posix.fopen
import platform.posix.fread
import platform.posix.fseek
import platform.posix.fsync
import platform.posix.ftell
import platform.posix.open
import platform.posix.remove
import platform.posix.rename

private const val BLOCK = 1 shl 16
private const val HTTP_OK = 200L

/** The system downloads into a file of its own, however large that becomes. */
internal actual fun download(url: String, path: String, limit: Long) {
    val address = NSURL.URLWithString(url) ?: throw ModelStoreException("'$url' is no address")
    val done = dispatch_semaphore_create(0)
    var problem: String? = null
    val task = NSURLSession.sharedSession.downloadTaskWithURL(address) { file, response, error ->
        val status = (response as? NSHTTPURLResponse)?.statusCode
        problem = when {
            error != null -> error.localizedDescription
            status != HTTP_OK -> "the server answered $status"
            else -> taken(file?.path, path) // it is gone once this block ends
        }
        dispatch_semaphore_signal(done)
    }
    task.resume()
    dispatch_semaphore_wait(done, DISPATCH_TIME_FOREVER)
    problem?.let { throw ModelStoreException("$url: $it") }
}

/** Moves a downloaded file and writes it to the disk; what went wrong, or null. */
private fun taken(file: String?, path: String): String? {
    delete(path)
    val isMoved = file != null && NSFileManager.defaultManager.moveItemAtPath(file, path, null)
    if (!isMoved) return "the file cannot be moved"
    val descriptor = open(path, O_RDONLY)
    val isWritten = descriptor >= 0 && fsync(descriptor) == 0
    close(descriptor)
    return if (isWritten) null else "the file cannot be written to the disk"
}

internal actual fun sha256(path: String): String = memScoped {
    val context = alloc<CC_SHA256_CTX>()
    CC_SHA256_Init(context.ptr)
    val file = fopen(path, "rb") ?: throw ModelStoreException("'$path' cannot be read")
    try {
        ByteArray(BLOCK).usePinned { block ->
            while (true) {
                val count = fread(block.addressOf(0), 1.convert(), BLOCK.convert(), file)
                if (count == 0UL) break
                CC_SHA256_Update(context.ptr, block.addressOf(0), count.convert())
            }
        }
    } finally {
        fclose(file)
    }
    val digest = UByteArray(CC_SHA256_DIGEST_LENGTH)
    digest.usePinned { CC_SHA256_Final(it.addressOf(0), context.ptr) }
    digest.joinToString("") { it.toString(16).padStart(2, '0') }
}

internal actual fun sizeOf(path: String): Long? {
    val file = fopen(path, "rb") ?: return null
    try {
        return if (fseek(file, 0, SEEK_END) == 0) ftell(file).convert() else null
    } finally {
        fclose(file)
    }
}

internal actual fun replace(from: String, to: String) {
    if (rename(from, to) != 0) throw ModelStoreException("'$from' cannot be renamed to '$to'")
}

internal actual fun delete(path: String) {
    remove(path)
}
