package com.example.rules

import com.example.rules.torch.Tensor
import java.io.File
import java.util.function.LongSupplier
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue

/** Long runs leave nothing behind. For a JVM of its own, with a small heap of fixed size that is in memory from the start. */
class LeakTest {
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
    private fun assertLevel(times: Int, action: () -> Unit) {
        repeat(times / 10) { action() }
        val before = liveObjects()
        repeat(times / 2) { action() }
        val half = liveObjects() to residentBytes()
        repeat(times / 2) { action() }
        val end = liveObjects() to residentBytes()
        assertEquals(before to before, half.first to end.first, "native objects stayed")
        val grown = (end.second - half.second) shr 20
        assertTrue(grown < 8, "the process grew by $grown MB in the second half")
    }

    private fun liveObjects(): Long {
        val live = System.getProperties()["kmpgen.liveObjects"] as LongSupplier
        repeat(10) {
            System.gc()
            Thread.sleep(20) // for the thread that frees what was collected
        }
        return live.asLong
    }

    private fun residentBytes(): Long {
        val line = File("/proc/self/status").readLines().first { it.startsWith("VmRSS:") }
        return line.filter(Char::isDigit).toLong() shl 10
    }
}
