package com.example.loaded

import com.example.loaded.torch.BundledModel
import com.example.loaded.torch.Tensor
import com.example.loaded.torch.TorchException
import com.example.loaded.torch.bundledModelPath
import com.example.loaded.torch.readFile
import com.example.loaded.torch.resourcePath
import com.example.loaded.torch.setNumThreads
import kotlin.test.Test
import kotlin.test.assertContains
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith

/** Makes the models that the library brings be found, as an app's start does. */
internal expect fun startApp()

class LoadingTest {
    private val path = resourcePath("Loaded.ptl")

    private val expected = Loaded.load(path).use(::answer)

    @Test
    fun theBundledModelLoads() {
        startApp()
        repeat(2) { assertContentEquals(expected, Loaded.loadBundled().use(::answer)) }
    }

    @Test
    fun aModelThatTheAppLacksIsNamed() {
        startApp()
        val lacking = BundledModel(FOLDER, "Lacking.ptl", 1, 1)
        assertContains(messageOf { bundledModelPath(lacking) }, "Lacking.ptl")
    }

    @Test
    fun theModelOfAnotherReleaseIsRefused() {
        startApp()
        val size = readFile(path).size.toLong()
        for (other in listOf(BundledModel(FOLDER, "Loaded.ptl", size, 1), BundledModel(FOLDER, "Loaded.ptl", size + 1, 1))) {
            assertContains(messageOf { bundledModelPath(other) }, "is not the one that the library was built with")
        }
        Loaded.loadBundled().close()
    }

    @Test
    fun bytesLoad() {
        val bytes = readFile(path)
        val model = Loaded.load(bytes)
        bytes.fill(0) // not needed afterwards
        assertContentEquals(expected, model.use(::answer))
        assertContentEquals(expected, Loaded.loadUnchecked(readFile(path)).use(::answer))
    }

    @Test
    fun bytesOfAnotherApiAreRefused() {
        val lines = messageOf { Loaded.load(readFile(resourcePath("other.ptl"))) }.lines()
        assertEquals("the model in memory has another API than this library was generated for:", lines.first())
        assertContains(lines, "- expected class TensorModel, found Scalars")
        assertContains(lines.last(), "(kmpgen build MODEL)")
        Loaded.loadUnchecked(readFile(resourcePath("other.ptl"))).close()
    }

    @Test
    fun damagedBytesAreRefused() {
        val bytes = readFile(path)
        val damaged = listOf(bytes.copyOf(0), bytes.copyOf(1), bytes.copyOf(bytes.size / 2), ByteArray(100) { 7 })
        for (each in damaged) {
            messageOf { Loaded.load(each) }
            messageOf { Loaded.loadUnchecked(each) }
        }
        assertContains(messageOf { Loaded.load(bytes.copyOf(bytes.size / 2)) }, "the model in memory could not be")
    }

    @Test
    fun theNumberOfThreadsIsSet() {
        for (count in listOf(0, -1, Int.MIN_VALUE)) {
            assertEquals("torch needs one thread or more, not $count", messageOf { setNumThreads(count) })
        }
        for (count in 1..2) {
            setNumThreads(count)
            assertContentEquals(expected, Loaded.load(path).use(::answer))
        }
    }

    private fun answer(model: Loaded): FloatArray = model.forward(Tensor.of(floatArrayOf(1f, 2f, 3f), 3)).toFloatArray()
}

private const val FOLDER = "com.example.loaded"

internal fun messageOf(action: () -> Unit): String = assertFailsWith<TorchException> { action() }.message.orEmpty()
