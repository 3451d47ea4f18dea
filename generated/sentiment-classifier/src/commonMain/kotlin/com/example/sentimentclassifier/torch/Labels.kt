package com.example.sentimentclassifier.torch

/**
 * A class that a model knows, with its score.
 *
 * @property label its label: an entry of an enum class where labels have one, else its text
 * @property text the label's text
 * @property index its number
 */
public class LabelScore<out L : Any> internal constructor(
    public val label: L,
    public val text: String,
    public val index: Int,
    public val score: Float,
) {
    override fun toString(): String = "$text ($score)"
}

/**
 * The labels of a model's classes: entries of an enum class where they have one, else texts.
 *
 * Scores are those of a tensor of floating-point numbers, along one of its dimensions, which has as many as there are
 * labels. Whatever other dimensions it has are positions, in row-major order: the photos of a batch, the pixels of an image.
 *
 * @property labels the label of each class, by its number
 */
public class Labels<out L : Any> internal constructor(
    public val labels: List<L>,
    private val dimension: Int? = null,
    text: (L) -> String = { it.toString() },
) {
    /** The text of each label, by the number of its class. */
    public val texts: List<String> = labels.map(text)

    /** The label of class [number]. */
    @Throws(TorchException::class)
    public operator fun get(number: Long): L {
        if (number !in labels.indices) throw TorchException("no label has the number $number")
        return labels[number.toInt()]
    }

    /** The label of this [text]. */
    @Throws(TorchException::class)
    public operator fun get(text: String): L = labels.getOrNull(texts.indexOf(text))
        ?: throw TorchException("no label is '$text'")

    /** The labels of class [numbers]: a tensor of [DType.INT64] or [DType.INT32], in row-major order. */
    @Throws(TorchException::class)
    public fun of(numbers: Tensor): List<L> =
        if (numbers.dtype == DType.INT32) numbers.toIntArray().map { get(it.toLong()) } else of(numbers.toLongArray())

    /** The labels of class [numbers]. */
    @Throws(TorchException::class)
    public fun of(numbers: LongArray): List<L> = numbers.map { get(it) }

    /** The class of the highest score, of [scores] of one position. */
    @Throws(TorchException::class)
    public fun argmax(scores: Tensor): LabelScore<L> = topK(scores, 1).single()

    /** The [k] classes of the highest scores, highest first, of [scores] of one position; all, if they are fewer. */
    @Throws(TorchException::class)
    public fun topK(scores: Tensor, k: Int): List<LabelScore<L>> = topKEach(scores, k).singleOrNull()
        ?: throw TorchException("the scores are of ${read(scores).positions} positions: see argmaxEach and topKEach")

    /** The class of the highest score at each position. */
    @Throws(TorchException::class)
    public fun argmaxEach(scores: Tensor): List<LabelScore<L>> = topKEach(scores, 1).map { it.single() }

    /** The number of the class of the highest score at each position: for many, as in segmentation. */
    @Throws(TorchException::class)
    public fun argmaxIndices(scores: Tensor): IntArray {
        val read = read(scores)
        return IntArray(read.positions) { position -> read.highest(position) }
    }

    /** The [k] classes of the highest scores at each position, highest first; all, if they are fewer. */
    @Throws(TorchException::class)
    public fun topKEach(scores: Tensor, k: Int): List<List<LabelScore<L>>> {
        if (k < 1) throw TorchException("the highest $k scores were asked for: ask for one at least")
        val read = read(scores)
        return List(read.positions) { position ->
            val highest = if (k == 1) listOf(read.highest(position)) else read.sorted(position).take(k)
            highest.map { LabelScore(labels[it], texts[it], it, read[position, it]) }
        }
    }

    private fun read(scores: Tensor): Scores {
        val shape = scores.shape
        val fitting = shape.indices.filter { shape[it] == labels.size.toLong() }
        val at = dimension ?: fitting.singleOrNull() ?: shape.lastIndex
        if (at !in fitting) {
            val along = dimension?.let { " along dimension $it" }.orEmpty()
            throw TorchException("scores of ${labels.size} labels$along are not in one of ${shape.contentToString()}")
        }
        val values = if (scores.dtype == DType.FLOAT64) narrowed(scores.toDoubleArray()) else scores.toFloatArray()
        return Scores(values, labels.size, shape.drop(at + 1).fold(1) { count, size -> count * size.toInt() })
    }

    private fun narrowed(values: DoubleArray): FloatArray = FloatArray(values.size) { values[it].toFloat() }
}

/** Scores of [count] classes, [stride] elements apart. NaN is above all others, as torch has it; of equals the first wins. */
private class Scores(private val values: FloatArray, private val count: Int, private val stride: Int) {
    val positions: Int = values.size / count

    operator fun get(position: Int, index: Int): Float =
        values[(position / stride * count + index) * stride + position % stride]

    fun highest(position: Int): Int {
        var best = 0
        for (index in 1 until count) if (isAbove(this[position, index], this[position, best])) best = index
        return best
    }

    fun sorted(position: Int): List<Int> = List(count) { it }.sortedWith { a, b ->
        val (one, other) = this[position, a] to this[position, b]
        when {
            isAbove(one, other) -> -1
            isAbove(other, one) -> 1
            else -> 0
        }
    }

    private fun isAbove(one: Float, other: Float): Boolean = one > other || (one.isNaN() && !other.isNaN())
}

/** The labels in [lines], several in each. */
internal fun unpacked(separator: String, vararg lines: String): List<String> = lines.flatMap { it.split(separator) }
