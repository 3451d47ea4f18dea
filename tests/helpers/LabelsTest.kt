package com.example.pets

import com.example.pets.torch.Tensor
import com.example.pets.torch.TorchException
import com.example.pets.torch.resourcePath
import kotlin.random.Random
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith

/** The labels of `tests/features/metadata_labels`, held against torch's own order where there is one. */
class LabelsTest {
    private val dog = "a \"dog\"\n\$x"

    private val pets = PetsLabels.forward

    @Test
    fun theHighestScoreHasALabel() {
        val best = pets.argmax(Tensor.of(floatArrayOf(0.1f, 0.7f, 0.2f), 1, 3))
        assertEquals(dog to 1, best.name to best.index)
        assertEquals(0.7f, best.score)
        assertEquals("$dog (0.7)", "$best")
    }

    @Test
    fun theHighestScoresAreSorted() {
        val scores = Tensor.of(floatArrayOf(0.1f, 0.7f, 0.2f), 1, 3)
        assertEquals(listOf(1, 2), pets.topK(scores, 2).map { it.index })
        assertEquals(listOf(1, 2, 0), pets.topK(scores, 9).map { it.index })
    }

    @Test
    fun theOrderIsTorchs() {
        val random = Random(7)
        val values = floatArrayOf(0f, -0f, 1f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY)
        Pets.load(resourcePath("Pets.ptl")).use { model ->
            repeat(200) {
                val scores = Tensor.of(FloatArray(3) { values[random.nextInt(values.size)] }, 1, 3)
                val expected = model.order(scores).map { it.toInt() }
                val shown = scores.toFloatArray().contentToString()
                assertEquals(expected, pets.topK(scores, 3).map { it.index }, shown)
                assertEquals(expected.first(), pets.argmax(scores).index, shown)
            }
        }
    }

    @Test
    fun positionsAreThoseOfTheOtherDimensions() {
        val scores = Tensor.of(floatArrayOf(1f, 0f, 0f, 2f, 0f, 1f, 0f, 0f, 5f, 0f, 6f, 7f), 2, 3, 1, 2)
        val labels = PetsLabels.segmentOut
        assertEquals(listOf(0, 1, 2, 2), labels.argmaxIndices(scores).toList())
        assertEquals(listOf(1f, 2f, 6f, 7f), labels.argmaxEach(scores).map { it.score })
        val best = listOf(listOf(0, 1), listOf(1, 2), listOf(2, 1), listOf(2, 0))
        assertEquals(best, labels.topKEach(scores, 2).map { row -> row.map { it.index } })
        assertFailsWith<TorchException> { labels.argmax(scores) }
    }

    @Test
    fun scoresOfDoublesAreTakenToo() =
        assertEquals(dog, PetsLabels.precise.argmax(Tensor.of(doubleArrayOf(0.0, 2.0, 1.0), 3)).name)

    @Test
    fun classNumbersHaveLabels() {
        assertEquals(dog, PetsLabels.bestTop[1])
        assertEquals(listOf("b", "a"), PetsLabels.seenCls.of(longArrayOf(1, 0)))
        assertEquals(listOf(dog, "cat"), PetsLabels.segmentAux1.of(Tensor.of(longArrayOf(1, 2), 1, 1, 2)))
        assertEquals(listOf("cat"), PetsLabels.order.of(Tensor.of(intArrayOf(0), 1)))
        assertFailsWith<TorchException> { pets[3] }
        assertFailsWith<TorchException> { pets[-1] }
        assertFailsWith<TorchException> { pets[1L shl 32] }
    }

    @Test
    fun whatDoesNotFitIsRefused() {
        val message = assertFailsWith<TorchException> { pets.argmax(Tensor.of(FloatArray(4), 1, 4)) }.message
        assertEquals("scores of 3 labels along dimension 1 are not in one of [1, 4]", message)
        assertFailsWith<TorchException> { pets.argmax(Tensor.of(FloatArray(1))) }
        assertFailsWith<TorchException> { pets.argmax(Tensor.of(longArrayOf(1, 2, 3), 1, 3)) }
        assertFailsWith<TorchException> { pets.topK(Tensor.of(FloatArray(3), 1, 3), 0) }
        assertEquals(emptyList(), pets.argmaxEach(Tensor.of(FloatArray(0), 0, 3)))
    }

    @Test
    fun manyLabelsAreAllThere() {
        assertEquals((0 until 1500).map { "class number\n$it" }, PetsLabels.many.names)
    }
}
