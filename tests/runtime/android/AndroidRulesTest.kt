package com.example.rules

import com.example.rules.torch.DType
import com.example.rules.torch.Tensor
import com.example.rules.torch.TorchException
import java.io.File
import java.nio.ByteBuffer
import java.util.Collections
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import java.util.function.LongSupplier
import kotlin.concurrent.thread
import kotlin.test.Test
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertTrue

/** A copy of the model for all tests: the resource may be packed into an archive. */
private val copiedModel: File by lazy {
    File.createTempFile("rules", ".ptl").also { file ->
        file.deleteOnExit()
        Rules::class.java.getResourceAsStream("/rules.ptl")!!.use { from -> file.outputStream().use(from::copyTo) }
    }
}

internal actual fun rulesPath(): String = copiedModel.path

/** What only Android does, or only a JVM can watch. */
class AndroidRulesTest {
    private val x = Tensor.of(floatArrayOf(1f, 2f), 2)

    @Test
    fun rule2EmptyContainersThatAndroidCannotTypeAreRefused() = rules { model ->
        assertRefused("strings", "an empty List[str]") { model.strings(emptyList()) }
        assertRefused("an empty List[str]") { model.maybeStrings(emptyList()) }
        assertRefused("an empty Dict[str, int]") { model.byName(emptyMap()) }
    }

    @Test
    fun rule3ResultsOutliveTheirInputs() = rules { model ->
        val size = 50_000
        val kept = List(40) { n -> model.views(Tensor.of(FloatArray(size) { n.toFloat() }, size.toLong())) }
        collect()
        // Whatever memory was freed is likely to be taken, and overwritten, by these.
        val noise = List(40) { ByteBuffer.allocateDirect(size * 4).also { buffer -> repeat(size) { buffer.putFloat(-1f) } } }
        kept.forEachIndexed { n, (whole, tails, named) ->
            for (tensor in listOf(whole, tails[0], named.getValue("x"))) {
                assertTrue(tensor.toFloatArray().all { it == n.toFloat() }, "result $n changed")
            }
        }
        assertEquals(40, noise.size)
    }

    @Test
    fun rule3AnInputThatTheModelKeepsOutlivesItsCall() = rules { model ->
        val size = 500_000
        model.keep(Tensor.of(FloatArray(size) { 7f }, size.toLong()))
        collect()
        val noise = List(8) { ByteBuffer.allocateDirect(size * 4).also { buffer -> repeat(size) { buffer.putFloat(-1f) } } }
        assertTrue(model.kept().toFloatArray().all { it == 7f }, "the model's state changed")
        assertEquals(8, noise.size)
    }

    @Test
    fun rule5TypesThatAndroidCannotCarryAreNamed() = rules { model ->
        for (refused in listOf(model::half, model::bfloat16, model::int16, model::positive)) {
            assertRefused("${refused.name} failed", "cast", "FLOAT32") { refused(x) }
        }
        assertRefused("FLOAT16", "cast") { Tensor.ofBytes(ByteArray(2), DType.FLOAT16, 1) }
        assertRefused("BFLOAT16", "cast") { Tensor.ofBytes(ByteArray(2), DType.BFLOAT16, 1) }
        assertRefused("INT16", "cast") { Tensor.of(shortArrayOf(1), 1) }
        assertRefused("BOOL", "cast") { Tensor.of(booleanArrayOf(true), 1) }
    }

    @Test
    fun rule7FilesThatCannotBeLoaded() {
        val broken = mapOf(
            "empty" to ByteArray(0),
            "no model" to "no model".toByteArray(),
            "cut" to copiedModel.readBytes().copyOf(3000),
        )
        for ((name, content) in broken) {
            val file = File.createTempFile(name, ".ptl").also { it.writeBytes(content) }
            assertRefused(file.name, "could not be loaded: ") { Rules.load(file.path) }
            file.delete()
        }
        assertRefused("folder") { Rules.load(copiedModel.parent) }
    }

    @Test
    fun rule8CloseWaitsForTheRunningCallAndRefusesThoseThatWait() {
        val model = Rules.load(rulesPath())
        val large = Tensor.of(FloatArray(200 * 200), 200, 200)
        val ends = Collections.synchronizedList(mutableListOf<String>())
        val callers = List(4) {
            thread {
                ends += try {
                    model.spin(large, 600)
                    "ran"
                } catch (e: TorchException) {
                    e.message.orEmpty()
                }
            }
        }
        Thread.sleep(50)
        val closers = List(2) { thread { model.close() } }
        (callers + closers).forEach { it.join() }
        assertEquals(1, ends.count { it == "ran" }, "$ends")
        assertEquals(3, ends.count { "closed" in it }, "$ends")
    }

    @Test
    fun rule8WhatIsForgottenIsFreed() {
        fun work() = repeat(40) {
            val model = Rules.load(rulesPath())
            repeat(20) { model.views(x) }
            if (it % 2 == 0) model.close()
        }
        work()
        assertEquals(baseline(), run { work(); baseline() })
    }

    @Test
    fun rule9EightThreadsShareOneModule() = rules { model ->
        val problems = Collections.synchronizedList(mutableListOf<Throwable>())
        val start = CountDownLatch(1)
        val threads = List(8) { id ->
            thread {
                start.await(10, TimeUnit.SECONDS)
                repeat(200) { step ->
                    runCatching {
                        model.count(1)
                        val sum = model.double(Tensor.of(floatArrayOf(id.toFloat(), step.toFloat()), 2))
                        assertContentEquals(floatArrayOf(2f * id, 2f * step), sum.toFloatArray())
                    }.onFailure(problems::add)
                }
            }
        }
        start.countDown()
        threads.forEach { it.join() }
        assertEquals(emptyList(), problems)
        assertEquals(1600, model.count(0), "calls ran at the same time, and steps were lost")
    }

    @Test
    fun rule10TensorsCrossAsOneBlock() {
        val data = FloatArray(4 shl 20)
        val byHand = ByteBuffer.allocateDirect(4 * data.size).asFloatBuffer()
        fun hand() = FloatArray(data.size).also {
            byHand.duplicate().put(data)
            byHand.duplicate().get(it)
        }
        // Making the tensor also zeroes its memory; the factor leaves room for that, not for a loop over elements.
        val ours = quickest { Tensor.of(data, data.size.toLong()).toFloatArray() }
        val theirs = quickest { hand() }
        assertTrue(ours < 4 * theirs, "$ours ns, against $theirs ns for two block copies")
    }

    private fun quickest(action: () -> Unit): Long = (1..15).minOf {
        val start = System.nanoTime()
        action()
        System.nanoTime() - start
    }

    /** How many native objects are left when all garbage is gone. */
    private fun baseline(): Long {
        val live = System.getProperties()["kmpgen.liveObjects"] as LongSupplier
        var before: Long
        do {
            before = live.asLong
            collect()
        } while (live.asLong < before)
        return before
    }

    private fun collect() = repeat(3) {
        System.gc()
        Thread.sleep(100) // for the thread that frees what was collected
    }
}
