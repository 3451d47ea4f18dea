@file:OptIn(ExperimentalForeignApi::class, NativeRuntimeApi::class)

package com.example.rules

import com.example.rules.torch.Tensor
import com.example.rules.torch.cinterop.liveObjects
import kotlin.native.runtime.GC
import kotlin.native.runtime.NativeRuntimeApi
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlinx.cinterop.ExperimentalForeignApi
import platform.posix.usleep

/** Long runs leave nothing behind, with a heap that does not adapt to them. */
class IosLeakTest {
    private val data = FloatArray(3 * 32 * 32)

    @Test
    fun tenThousandCalls() = rules { model ->
        assertLevel(10_000) { model.views(Tensor.of(data, 1, 3, 32, 32)) }
    }

    @Test
    fun threeHundredRoundsOfLoadAndClose() = assertLevel(300) {
        rules { model -> model.double(Tensor.of(data, data.size.toLong())) }
    }

    @Test
    fun threeHundredForgottenModules() = assertLevel(300) {
        Rules.load(rulesPath()).double(Tensor.of(data, data.size.toLong()))
    }

    /** Repeats [action]: memory must not grow from the first half to the second, and no native object may stay. */
    private fun assertLevel(times: Int, action: () -> Unit) = withFixedHeap {
        repeated(times / 10, action)
        val before = settledObjects()
        repeated(times / 2, action)
        val half = settledObjects() to residentPages()
        repeated(times / 2, action)
        val end = settledObjects() to residentPages()
        assertEquals(before to before, half.first to end.first, "native objects stayed")
        val grown = (end.second - half.second) * 4096 shr 20
        assertTrue(grown < 8, "the process grew by $grown MB in the second half")
    }

    /** The collector does not see native memory: how often it runs would else be what is measured. */
    private fun repeated(times: Int, action: () -> Unit) = repeat(times) {
        action()
        if (it % 50 == 0) GC.collect()
    }

    private fun settledObjects(): Long {
        repeat(10) {
            GC.collect()
            usleep(20_000u) // for the thread that frees what was collected
        }
        return liveObjects
    }

    private fun withFixedHeap(block: () -> Unit) {
        val adapts = GC.autotune
        val size = GC.targetHeapBytes
        GC.autotune = false
        GC.targetHeapBytes = 16L shl 20
        try {
            block()
        } finally {
            GC.targetHeapBytes = size
            GC.autotune = adapts
        }
    }
}
