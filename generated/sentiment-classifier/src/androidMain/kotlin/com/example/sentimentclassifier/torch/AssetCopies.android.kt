package com.example.sentimentclassifier.torch

import java.io.File
import java.io.FileNotFoundException
import java.io.FileOutputStream
import java.io.IOException
import java.io.InputStream
import java.util.zip.CRC32

/** Assets as files, for torch loads files only. Threads and processes may ask at once: a copy appears as a whole. */
internal class AssetCopies(private val files: AppFiles) {
    /** A copy that is [model] byte for byte, as far as size and checksum tell. */
    @Throws(TorchException::class)
    fun file(model: BundledModel): File = synchronized(turns) {
        val folder = File(files.folder, "kmpgen/${model.folder}")
        val copy = File(folder, "${model.name.substringBeforeLast('.')}-${model.crc32.toString(HEX)}.ptl")
        try {
            if (!isUntouched(copy, model)) {
                if (!isWhole(copy, model)) make(copy, model)
                copy.setLastModified(CHECKED)
            }
        } catch (e: IOException) {
            throw TorchException("the model '${model.name}' could not be copied to '$folder': ${e.message ?: e}", e)
        }
        removeStale(folder, copy)
        copy
    }

    /** Whether it was found whole, and not written since: that would have changed its date. Spares reading all of it. */
    private fun isUntouched(copy: File, model: BundledModel): Boolean =
        copy.lastModified() == CHECKED && copy.length() == model.size

    private fun isWhole(copy: File, model: BundledModel): Boolean =
        copy.isFile && copy.length() == model.size && copy.inputStream().use(::checksum) == model.crc32

    /** Another process whose clock is far ahead may take a part for abandoned, and delete it: once, not twice. */
    private fun make(copy: File, model: BundledModel) {
        val folder = copy.parentFile!!
        if (!folder.mkdirs() && !folder.isDirectory) throw IOException("the folder cannot be made")
        if (!isPut(copy, model) && !isPut(copy, model)) throw IOException("the copy cannot be renamed")
    }

    /** Puts the copy into place once it is whole and on the disk; several may do so, the last one stays. */
    private fun isPut(copy: File, model: BundledModel): Boolean {
        val part = File.createTempFile("copy", PART, copy.parentFile)
        try {
            val asset = "${model.folder}/${model.name}"
            val isWhole = FileOutputStream(part).use { to ->
                val crc32 = openAsset(asset).use { from -> checksum(from, to) }
                to.fd.sync()
                crc32 == model.crc32 && to.channel.size() == model.size
            }
            if (!isWhole) throw IOException("the asset '$asset' is not the one that the library was built with")
            return part.renameTo(copy)
        } finally {
            part.delete()
        }
    }

    private fun openAsset(asset: String): InputStream = try {
        files.openAsset(asset)
    } catch (e: FileNotFoundException) {
        val why = "a library has assets only with androidResources { enable = true } in its build.gradle.kts"
        throw IOException("the app has no asset '$asset': $why", e)
    }

    /** Copies of what earlier versions of the app had, and parts that nobody can still be writing. */
    private fun removeStale(folder: File, copy: File) {
        val name = copy.name.substringBeforeLast('-')
        val abandoned = System.currentTimeMillis() - ABANDONED_AFTER
        for (file in folder.listFiles().orEmpty()) {
            val isEarlier = file != copy && file.extension == "ptl" && file.name.substringBeforeLast('-') == name
            if (isEarlier || (file.name.endsWith(PART) && file.lastModified() < abandoned)) file.delete()
        }
    }

    private fun checksum(from: InputStream, to: FileOutputStream? = null): Long {
        val found = CRC32()
        val block = ByteArray(BLOCK)
        while (true) {
            val count = from.read(block)
            if (count < 0) return found.value
            found.update(block, 0, count)
            to?.write(block, 0, count)
        }
    }

    private companion object {
        const val HEX = 16
        const val BLOCK = 1 shl 16
        const val PART = ".part"
        const val ABANDONED_AFTER = 3_600_000L
        const val CHECKED = 1_000_000_000_000L // a date in 2001, which no file gets by itself
        val turns = Any()
    }
}
