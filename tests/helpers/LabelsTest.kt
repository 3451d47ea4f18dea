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
        assertEquals(Triple(PetsLabel.A_DOG_X, dog, 1), Triple(best.label, best.text, best.index))
        assertEquals(0.7f, best.score)
        assertEquals("$dog (0.7)", "$best")
    }

    private fun sound(label: PetsLabel): String = when (label) {
        PetsLabel.CAT -> "meow"
        PetsLabel.A_DOG_X -> "woof"
        PetsLabel.GUINEA_PIG -> "wheek"
    }

    @Test
    fun fewLabelsAreAnEnum() {
        val heard = PetsLabels.forward.topK(Tensor.of(floatArrayOf(0.1f, 0.7f, 0.2f), 1, 3), 2).map { sound(it.label) }
        assertEquals(listOf("woof", "wheek"), heard)
        assertEquals(listOf("cat", dog, "Guinea pig"), PetsLabel.entries.map { it.text })
        assertEquals(PetsLabel.entries, PetsLabels.precise.labels)
        assertEquals(PetsBestSecondFirstLabel.B, PetsLabels.bestSecondFirst["b"])
        assertFailsWith<TorchException> { PetsLabels.bestSecondFirst["B"] }
    }

    @Test
    fun oddLabelsAreText() {
        assertEquals(listOf("cat", dog, "cat"), PetsLabels.segmentOut.labels)
        assertEquals("cat", PetsLabels.segmentOut[2])
    }

    @Test
    fun entriesMayBeCalledAsWhatTheirClassHas() {
        assertEquals(PetsSeenClsLabel.VALUES, PetsSeenClsLabel.valueOf("VALUES"))
        assertEquals("VALUES CLASS TABLE_LAMP CREME_BRULEE COMPANION", PetsSeenClsLabel.entries.take(5).joinToString(" "))
        assertEquals(listOf("ordinal", "true"), PetsLabels.seenCls.of(longArrayOf(9, 10)).map { it.text })
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
        assertEquals(dog, PetsLabels.precise.argmax(Tensor.of(doubleArrayOf(0.0, 2.0, 1.0), 3)).text)

    @Test
    fun classNumbersHaveLabels() {
        assertEquals(PetsLabel.A_DOG_X, PetsLabels.bestTop[1])
        assertEquals("b", PetsLabels.bestSecondFirst[1].text)
        val seen = PetsLabels.segmentAux1.of(Tensor.of(longArrayOf(1, 2), 1, 1, 2))
        assertEquals(listOf(PetsLabel.A_DOG_X, PetsLabel.GUINEA_PIG), seen)
        assertEquals(listOf(PetsLabel.CAT), PetsLabels.order.of(Tensor.of(intArrayOf(0), 1)))
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
        assertEquals((0 until 1500).map { "class number\n$it" }, PetsLabels.many.texts)
    }
}
