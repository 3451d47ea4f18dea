@file:OptIn(ExperimentalForeignApi::class, NativeRuntimeApi::class, ObsoleteWorkersApi::class)

package com.example.rules

import com.example.rules.torch.DType
import com.example.rules.torch.Tensor
import com.example.rules.torch.TorchException
import com.example.rules.torch.of
import com.example.rules.torch.toNSData
import kotlin.native.concurrent.ObsoleteWorkersApi
import kotlin.native.concurrent.TransferMode
import kotlin.native.concurrent.Worker
import kotlin.native.runtime.GC
import kotlin.native.runtime.NativeRuntimeApi
import kotlin.test.Test
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlin.time.TimeSource
import kotlinx.cinterop.ExperimentalForeignApi
import kotlinx.cinterop.addressOf
import kotlinx.cinterop.convert
import kotlinx.cinterop.toKString
import kotlinx.cinterop.usePinned
import platform.Foundation.NSData
import platform.Foundation.NSMutableData
import platform.Foundation.NSNumber
import platform.Foundation.dataWithLength
import platform.posix.fclose
import platform.posix.fopen
import platform.posix.fread
import platform.posix.fwrite
import platform.posix.getenv
import platform.posix.memcpy
import platform.posix.remove
import platform.posix.usleep

private val resources: String = getenv("KMPGEN_TEST_RESOURCES")!!.toKString().lines().first()

internal actual fun rulesPath(): String = "$resources/rules.ptl"

internal fun residentPages(): Long {
    val file = fopen("/proc/self/statm", "r")
    val text = ByteArray(100)
    text.usePinned { fread(it.addressOf(0), 1.convert(), 99.convert(), file) }
    fclose(file)
    return text.toKString().split(" ")[1].toLong()
}

/** What only the iOS half does, or only native code can watch. */
class IosRulesTest {
    private val x = Tensor.of(floatArrayOf(1f, 2f), 2)

    @Test
    fun rule2EmptyContainersOfEveryTypeCross() = rules { model ->
        assertEquals(emptyList(), model.strings(emptyList()))
        assertEquals(0, model.maybeStrings(emptyList()))
        assertEquals(emptyMap(), model.byName(emptyMap()))
        assertEquals(emptyMap(), model.byNumber(emptyMap()))
        assertEquals(0, model.lists(emptyList()).size)
    }

    @Test
    fun rule3ResultsOutliveTheirInputs() = rules { model ->
        val size = 50_000
        val kept = List(40) { n ->
            Tensor.of(FloatArray(size) { n.toFloat() }, size.toLong()).let { input -> model.views(input).also { input.close() } }
        }
        GC.collect()
        // Whatever memory was freed is likely to be taken, and overwritten, by these.
        val noise = List(40) { Tensor.of(FloatArray(size) { -1f }, size.toLong()) }
        kept.forEachIndexed { n, (whole, tails, named) ->
            for (tensor in listOf(whole, tails[0], named.getValue("x"))) {
                assertTrue(tensor.toFloatArray().all { it == n.toFloat() }, "result $n changed")
            }
        }
        assertEquals(40, noise.size)
    }

    @Test
    fun dictsKeepTheirOrder() = rules { model ->
        val names = listOf("b", "a", "c")
        assertEquals(names, model.byName(names.associateWith { 1L }).keys.toList())
        assertEquals(listOf(3L, -1L, 2L), model.byNumber(mapOf(3L to "", -1L to "", 2L to "")).keys.toList())
    }

    @Test
    fun rule5ElementsOfTypesThatOnlyIosCarries() = rules { model ->
        assertContentEquals(floatArrayOf(1f, 2f), model.half(x).toFloatArray())
        assertContentEquals(floatArrayOf(1f, 2f), model.bfloat16(x).toFloatArray())
        assertContentEquals(shortArrayOf(1, 2), model.int16(x).toShortArray())
        assertContentEquals(booleanArrayOf(true, true), model.positive(x).toBooleanArray())
        assertContentEquals(shortArrayOf(0, 1, 2), model.int16(x).copyInto(ShortArray(3), 1))
        assertContentEquals(booleanArrayOf(false, true, true), model.positive(x).copyInto(BooleanArray(3), 1))
        assertRefused("2 elements", "array of 1") { model.positive(x).copyInto(BooleanArray(1)) }
        for (dtype in DType.entries) {
            val bytes = ByteArray(6 * dtype.byteCount) { if (dtype == DType.BOOL) 1 else it.toByte() }
            val same = model.forward(Tensor.ofBytes(bytes, dtype, 2, 3))
            assertEquals(dtype, same.dtype)
            assertContentEquals(bytes, same.toByteArray(), "$dtype")
        }
        assertRefused("FLOAT32", "INT32") { x.toIntArray() }
    }

    @Test
    fun rule7FilesThatCannotBeLoaded() {
        val whole = ByteArray(20_000).also { data ->
            val file = fopen(rulesPath(), "rb")
            data.usePinned { fread(it.addressOf(0), 1.convert(), data.size.convert(), file) }
            fclose(file)
        }
        for ((name, size) in listOf("empty" to 0, "cut" to 3000)) {
            val path = "$name.ptl"
            val file = fopen(path, "wb")
            whole.usePinned { fwrite(it.addressOf(0), 1.convert(), size.convert(), file) }
            fclose(file)
            assertRefused("PytorchStreamReader") { Rules.loadUnchecked(path) }
            remove(path)
        }
        assertRefused("directory") { Rules.loadUnchecked(resources) }
    }

    @Test
    fun rule8CloseWaitsForTheRunningCallAndRefusesThoseThatWait() {
        val model = Rules.load(rulesPath())
        val large = Tensor.of(FloatArray(200 * 200), 200, 200)
        val ends = together(4, before = { usleep(50_000u).also { model.close() } }) {
            try {
                model.spin(large, 600)
                "ran"
            } catch (e: TorchException) {
                e.message.orEmpty()
            }
        }
        assertEquals(1, ends.count { it == "ran" }, "$ends")
        assertEquals(3, ends.count { "closed" in it }, "$ends")
    }

    @Test
    fun rule8WhatIsForgottenIsFreed() = rules { model ->
        val data = FloatArray(1 shl 18) // 1 MB, in and out
        fun work(rounds: Int) = repeat(rounds) {
            model.double(Tensor.of(data, data.size.toLong()))
            if (it % 20 == 0) GC.collect()
        }
        work(100)
        val before = residentPages()
        work(400)
        GC.collect()
        val grown = (residentPages() - before) * 4096 shr 20
        assertTrue(grown < 100, "800 MB were used, and $grown MB stayed")
    }

    @Test
    fun rule9EightThreadsShareOneModule() = rules { model ->
        val problems = together(8) { id ->
            List(200) { step ->
                runCatching {
                    model.count(1)
                    val sum = model.double(Tensor.of(floatArrayOf(id.toFloat(), step.toFloat()), 2))
                    assertContentEquals(floatArrayOf(2f * id, 2f * step), sum.toFloatArray())
                }.exceptionOrNull()
            }.filterNotNull()
        }
        assertEquals(emptyList(), problems.flatten())
        assertEquals(1600, model.count(0), "calls ran at the same time, and steps were lost")
    }

    @Test
    fun rule10TensorsCrossAsOneBlock() {
        val data = FloatArray(4 shl 20)
        val ours = quickest { Tensor.of(data, data.size.toLong()).use { it.toFloatArray() } }
        val theirs = quickest { data.copyOf().copyOf() }
        assertTrue(ours < 6 * theirs, "$ours ns, against $theirs ns for two block copies")
    }

    @Test
    fun rule10DataForSwiftCrossesAsOneBlock() = rules { model ->
        for (dtype in DType.entries) {
            val bytes = ByteArray(6 * dtype.byteCount) { if (dtype == DType.BOOL) 1 else it.toByte() }
            val same = model.forward(Tensor.of(dataOf(bytes), dtype, listOf(NSNumber(2), NSNumber(3))))
            assertEquals(dtype, same.dtype)
            assertContentEquals(longArrayOf(2, 3), same.shape)
            assertContentEquals(bytes, same.toByteArray(), "$dtype")
            assertContentEquals(bytes, bytesOf(same.toNSData()), "$dtype")
        }
        val turned = model.transposed(Tensor.of(dataOf(byteArrayOf(1, 2, 3, 4)), DType.INT8, listOf(NSNumber(2), NSNumber(2))))
        assertContentEquals(byteArrayOf(1, 3, 2, 4), bytesOf(turned.toNSData()), "not row-major")
        val none = Tensor.of(dataOf(ByteArray(0)), DType.FLOAT32, listOf(NSNumber(0), NSNumber(3)))
        assertEquals(0uL, none.toNSData().length)
        assertContentEquals(longArrayOf(), Tensor.of(dataOf(ByteArray(8)), DType.INT64, emptyList()).shape)
        val data = dataOf(ByteArray(16 shl 20))
        val shape = listOf(NSNumber(4L shl 20))
        val ours = quickest { Tensor.of(data, DType.FLOAT32, shape).use { it.toByteArray() } }
        val theirs = quickest { ByteArray(16 shl 20).copyOf() }
        assertTrue(ours < 6 * theirs, "$ours ns, against $theirs ns for two block copies")
    }

    @Test
    fun rule10DataForSwiftIsChecked() {
        assertRefused("7 bytes", "FLOAT32") { Tensor.of(dataOf(ByteArray(7)), DType.FLOAT32, listOf(NSNumber(2))) }
        assertRefused("3 elements", "2 were given") { Tensor.of(dataOf(ByteArray(8)), DType.FLOAT32, listOf(NSNumber(3))) }
        assertRefused("negative") { Tensor.of(dataOf(ByteArray(8)), DType.FLOAT32, listOf(NSNumber(-2))) }
        assertRefused("closed") { Tensor.of(floatArrayOf(1f), 1).also { it.close() }.toNSData() }
    }

    private fun dataOf(bytes: ByteArray): NSData {
        val data = NSMutableData.dataWithLength(bytes.size.toULong())!!
        if (bytes.isNotEmpty()) bytes.usePinned { memcpy(data.mutableBytes, it.addressOf(0), data.length) }
        return data
    }

    private fun bytesOf(data: NSData): ByteArray {
        val bytes = ByteArray(data.length.toInt())
        if (bytes.isNotEmpty()) bytes.usePinned { memcpy(it.addressOf(0), data.bytes, data.length) }
        return bytes
    }

    private fun quickest(action: () -> Unit): Long = (1..15).minOf {
        val start = TimeSource.Monotonic.markNow()
        action()
        start.elapsedNow().inWholeNanoseconds
    }

    /** Runs [action] on [count] threads at once; [before] goes on here while they run. */
    private fun <T> together(count: Int, before: () -> Unit = {}, action: (Int) -> T): List<T> {
        val workers = List(count) { Worker.start() }
        val running = workers.mapIndexed { id, worker ->
            worker.execute(TransferMode.SAFE, { { action(id) } }) { it() }
        }
        before()
        return running.map { it.result }.also { workers.forEach { worker -> worker.requestTermination().result } }
    }
}
