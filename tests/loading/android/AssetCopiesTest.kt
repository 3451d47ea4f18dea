package com.example.loaded

import android.content.Context
import android.content.ContextWrapper
import com.example.loaded.torch.AssetCopies
import com.example.loaded.torch.BundledModel
import com.example.loaded.torch.appFiles
import com.example.loaded.torch.resourcePath
import com.example.loaded.torch.setTorchContext
import java.io.File
import java.util.concurrent.CountDownLatch
import java.util.zip.CRC32
import kotlin.concurrent.thread
import kotlin.test.Test
import kotlin.test.assertContains
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertTrue

class AssetCopiesTest {
    private val source = File(resourcePath("Loaded.ptl"))

    private val folder = temporaryFolder()

    private val files = TestFiles(folder, source)

    private val model = modelOf(source.readBytes())

    private fun copies(): List<File> = folder.walk().filter { it.isFile }.toList()

    private fun modelOf(bytes: ByteArray) = BundledModel(
        "com.example.loaded",
        "Loaded.ptl",
        bytes.size.toLong(),
        CRC32().apply { update(bytes) }.value,
    )

    @Test
    fun aCopyIsMadeOnce() {
        val first = AssetCopies(files).file(model)
        assertContentEquals(source.readBytes(), first.readBytes())
        assertEquals(first, AssetCopies(files).file(model))
        assertEquals(1, files.opened)
        assertEquals(listOf(first), copies())
    }

    @Test
    fun aDamagedCopyIsMadeAgain() {
        val damages = listOf<(File) -> Unit>(
            { it.writeBytes(it.readBytes().copyOf(10)) },
            { it.writeBytes(it.readBytes().also { bytes -> bytes[bytes.size / 2]++ }) },
            { it.writeBytes(ByteArray(0)) },
            { it.appendBytes(byteArrayOf(1)) },
            { it.delete() },
        )
        for (damage in damages) {
            damage(AssetCopies(files).file(model))
            assertContentEquals(source.readBytes(), AssetCopies(files).file(model).readBytes())
        }
        assertEquals(1 + damages.size, files.opened)
        assertEquals(1, copies().size)
    }

    @Test
    fun anUpdateOfTheAppReplacesTheCopy() {
        val old = AssetCopies(files).file(model)
        val updated = File(temporaryFolder(), "new").also { it.writeBytes(source.readBytes() + 1) }
        val beside = File(old.parentFile, "Loaded-other-1234.ptl").also { it.writeBytes(byteArrayOf(1)) }
        val new = AssetCopies(TestFiles(folder, updated)).file(modelOf(updated.readBytes()))
        assertContentEquals(updated.readBytes(), new.readBytes())
        assertEquals(setOf(new, beside), copies().toSet(), "the copy of the earlier version goes, other models' stay")
    }

    @Test
    fun whatACrashLeftGoes() {
        val copy = AssetCopies(files).file(model)
        val fresh = File(copy.parentFile, "copy1.part").also { it.writeBytes(byteArrayOf(1)) }
        val abandoned = File(copy.parentFile, "copy2.part").also { it.writeBytes(byteArrayOf(1)) }
        abandoned.setLastModified(System.currentTimeMillis() - 4_000_000)
        AssetCopies(files).file(model)
        assertTrue(fresh.exists(), "another process may still write it")
        assertFalse(abandoned.exists())
    }

    @Test
    fun aCopyIsReadAgainOnlyWhereItWasTouched() {
        val copy = AssetCopies(files).file(model)
        val date = copy.lastModified()
        copy.setLastModified(System.currentTimeMillis())
        AssetCopies(files).file(model)
        assertEquals(date, copy.lastModified(), "what was found whole is not read the next time")
        assertEquals(1, files.opened)

        val damaged = source.readBytes().also { it[it.size / 2]++ }
        copy.writeBytes(damaged)
        copy.setLastModified(date)
        assertContentEquals(damaged, AssetCopies(files).file(model).readBytes(), "it is not read")
        copy.writeBytes(damaged + 1)
        copy.setLastModified(date)
        assertContentEquals(source.readBytes(), AssetCopies(files).file(model).readBytes(), "its size is looked at")
    }

    @Test
    fun anAssetThatTheAppLacksIsNamed() {
        val lacking = BundledModel("com.example.loaded", "Lacking.ptl", 1, 1)
        val message = messageOf { AssetCopies(files).file(lacking) }
        assertContains(message, "the app has no asset 'com.example.loaded/Lacking.ptl'")
        assertContains(message, "androidResources { enable = true }")
    }

    @Test
    fun aPartThatAnotherProcessTakesForAbandonedIsMadeAgain() {
        val copy = AssetCopies(PartsDeleted(files, times = 1)).file(model)
        assertContentEquals(source.readBytes(), copy.readBytes())
        copy.delete()
        assertContains(messageOf { AssetCopies(PartsDeleted(files, times = 9)).file(model) }, "cannot be renamed")
        assertEquals(emptyList(), copies())
    }

    @Test
    fun anAssetThatIsAnotherFileIsRefused() {
        val message = messageOf { AssetCopies(files).file(modelOf(source.readBytes() + 1)) }
        assertContains(message, "'com.example.loaded/Loaded.ptl' is not the one that the library was built with")
        assertEquals(emptyList(), copies())
    }

    @Test
    fun aFolderThatCannotBeMadeIsNamed() {
        File(folder, "kmpgen").writeText("a file is in the way")
        assertContains(messageOf { AssetCopies(files).file(model) }, "'$folder/kmpgen/com.example.loaded'")
    }

    @Test
    fun manyThreadsGetOneCopy() {
        val slow = TestFiles(folder, source, delay = 1)
        val start = CountDownLatch(1)
        val seen = java.util.concurrent.ConcurrentLinkedQueue<String>()
        val threads = List(8) {
            thread {
                start.await()
                seen.add(AssetCopies(slow).file(model).readBytes().contentEquals(source.readBytes()).toString())
            }
        }
        start.countDown()
        threads.forEach { it.join() }
        assertEquals(List(8) { "true" }, seen.toList())
        assertEquals(1, slow.opened)
    }

    @Test
    fun bytesLeaveNoFileBehind() {
        val folder = File(System.getProperty("java.io.tmpdir"))

        fun files() = folder.list()!!.filter { it.endsWith(".ptl") }.toSet()

        val before = files()
        Loaded.load(source.readBytes()).close()
        messageOf { Loaded.loadUnchecked(ByteArray(10)) }
        val deadline = System.currentTimeMillis() + 20_000
        val left = (files() - before).toMutableSet() // other processes' files among them, which go as well
        while (left.isNotEmpty() && System.currentTimeMillis() < deadline) left.retainAll(files())
        assertEquals(emptySet(), left)
    }

    @Test
    fun whatALoadOfBytesLeftInACrashGoes() {
        val folder = File(System.getProperty("java.io.tmpdir"))
        val fresh = File(folder, "com.example.loaded.torch-1.ptl").also { it.writeBytes(byteArrayOf(1)) }
        val abandoned = File(folder, "com.example.loaded.torch-2.ptl").also { it.writeBytes(byteArrayOf(1)) }
        val foreign = File(folder, "other-3.ptl").also { it.writeBytes(byteArrayOf(1)) }
        for (file in listOf(abandoned, foreign)) file.setLastModified(System.currentTimeMillis() - 4_000_000)
        Loaded.load(source.readBytes()).close()
        assertEquals(listOf(true, false, true), listOf(fresh, abandoned, foreign).map { it.exists() })
        for (file in listOf(fresh, foreign)) file.delete()
    }

    @Test
    fun withoutAContextTheExceptionSaysWhatToDo() {
        appFiles = null
        assertContains(messageOf { Loaded.loadBundled() }, "setTorchContext(context)")
    }

    @Test
    fun aContextThatIsHandedInIsTheAppsOwn() {
        val app = object : ContextWrapper(null) {
            override fun getNoBackupFilesDir(): File = folder

            override fun getApplicationContext(): Context = this
        }
        setTorchContext(object : ContextWrapper(null) {
            override fun getApplicationContext(): Context = app
        })
        val copy = AssetCopies(files).file(model)
        val held = appFiles!!
        assertEquals(folder, held.folder)
        assertEquals(copy, AssetCopies(held).file(model), "a copy that is there needs no asset")
    }
}
