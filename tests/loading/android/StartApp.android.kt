package com.example.loaded

import com.example.loaded.torch.AppFiles
import com.example.loaded.torch.appFiles
import com.example.loaded.torch.resourcePath
import java.io.File
import java.io.FileNotFoundException
import java.io.InputStream

/** An app's assets and its folder; [source] stands for the one asset `com.example.loaded/Loaded.ptl`. */
internal class TestFiles(override val folder: File, private val source: File, private val delay: Long = 0) : AppFiles {
    var opened = 0

    override fun openAsset(path: String): InputStream {
        if (path != "com.example.loaded/Loaded.ptl") throw FileNotFoundException(path)
        synchronized(this) { opened++ }
        return SlowStream(source.inputStream(), delay)
    }
}

/** As if another process deleted what this one is writing, as often as [times] says. */
internal class PartsDeleted(private val files: AppFiles, private var times: Int) : AppFiles by files {
    override fun openAsset(path: String): InputStream {
        if (times-- > 0) folder.walk().filter { it.extension == "part" }.forEach { it.delete() }
        return files.openAsset(path)
    }
}

/** Hands out a few bytes at a time, and takes [delay] ms for each. */
private class SlowStream(private val bytes: InputStream, private val delay: Long) : InputStream() {
    override fun read(): Int = bytes.read()

    override fun read(into: ByteArray, offset: Int, count: Int): Int {
        if (delay == 0L) return bytes.read(into, offset, count)
        Thread.sleep(delay)
        return bytes.read(into, offset, minOf(count, 200))
    }

    override fun close() = bytes.close()
}

internal fun temporaryFolder(): File = File.createTempFile("loading", "").also { it.delete() }.also { it.mkdirs() }

internal actual fun startApp() {
    appFiles = TestFiles(temporaryFolder(), File(resourcePath("Loaded.ptl")))
}
