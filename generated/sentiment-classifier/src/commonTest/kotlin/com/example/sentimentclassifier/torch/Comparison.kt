package com.example.sentimentclassifier.torch

import kotlin.math.abs

/** How far a number may be off: by [absolute] plus [relative] times the recorded number. */
internal class Tolerance(private val relative: Double, private val absolute: Double) {
    fun holds(expected: Double, actual: Double): Boolean =
        expected.isFinite() && abs(expected - actual) <= absolute + relative * abs(expected)
}

/** Compares answers with recorded ones. Types without a tolerance are compared to the last bit, but NaN equals NaN. */
internal class Comparison(private val tolerances: Map<DType, Tolerance>) {
    /** What sets [actual] apart from [expected], null where nothing does. [place] names the part of the answer. */
    fun difference(expected: IValue, actual: IValue, place: String = "the answer"): String? = when {
        expected::class != actual::class -> "$place is a $actual, but torch's is a $expected"
        expected is IValue.TensorValue -> tensors(expected.value, actual.toTensor(), place)
        expected is IValue.BoolValue -> values(expected.value, actual.toBool(), place)
        expected is IValue.IntValue -> values(expected.value, actual.toLong(), place)
        expected is IValue.FloatValue -> values(expected.value, actual.toDouble(), place)
        expected is IValue.StrValue -> values(expected.value, actual.toStr(), place)
        expected is IValue.TupleValue -> lists(expected.values, actual.toTuple(), place)
        expected is IValue.StrDictValue -> maps(expected.values, actual.toDictStringKey(), place)
        expected is IValue.IntDictValue -> maps(expected.values, actual.toDictLongKey(), place)
        expected.isNull -> null
        else -> lists(expected.toList(), actual.toList(), place)
    }

    private fun <T : Any> values(expected: T, actual: T, place: String): String? {
        val same = if (expected is Double && actual is Double) near(expected, actual) else expected == actual
        return if (same) null else "$place is $actual, but torch's is $expected"
    }

    /** All NaNs have the same bits here; the two zeros have not. */
    private fun near(expected: Double, actual: Double): Boolean =
        expected.toBits() == actual.toBits() || tolerances[DType.FLOAT64]?.holds(expected, actual) == true

    private fun lists(expected: List<IValue>, actual: List<IValue>, place: String): String? =
        values(expected.size, actual.size, "the size of $place")
            ?: expected.indices.firstNotNullOfOrNull { difference(expected[it], actual[it], "$place[$it]") }

    /** Android gives no order of the entries. */
    private fun <K> maps(expected: Map<K, IValue>, actual: Map<K, IValue>, place: String): String? =
        values(expected.keys, actual.keys, "the key set of $place")
            ?: expected.keys.firstNotNullOfOrNull {
                difference(expected.getValue(it), actual.getValue(it), "$place[$it]")
            }

    private fun tensors(expected: Tensor, actual: Tensor, place: String): String? {
        val dtype = expected.dtype
        values(dtype, actual.dtype, "the dtype of $place")?.let { return it }
        values(expected.shape.asList(), actual.shape.asList(), "the shape of $place")?.let { return it }
        val (wanted, found) = expected.toByteArray() to actual.toByteArray()
        if (wanted.contentEquals(found)) return null
        val different = (0 until wanted.size / dtype.byteCount).filterNot { same(dtype, wanted, found, it) }
        val first = different.firstOrNull() ?: return null
        return "$place differs in ${different.size} of ${wanted.size / dtype.byteCount} elements; the first, element " +
            "$first, is ${dtype.number(found, first)}, but torch's is ${dtype.number(wanted, first)}"
    }

    private fun same(dtype: DType, expected: ByteArray, actual: ByteArray, index: Int): Boolean {
        val (start, end) = index * dtype.byteCount to (index + 1) * dtype.byteCount
        if ((start until end).all { expected[it] == actual[it] }) return true
        val (wanted, found) = dtype.number(expected, index) to dtype.number(actual, index)
        if (wanted.isNaN() && found.isNaN()) return true
        return tolerances[dtype]?.holds(wanted, found) == true
    }
}

/** The element at [index] of raw bytes, as a number near enough to compare and to show. */
private fun DType.number(bytes: ByteArray, index: Int): Double {
    val bits = bytes.littleEndian(index * byteCount, byteCount)
    return when (this) {
        DType.FLOAT64 -> Double.fromBits(bits)
        DType.FLOAT32 -> Float.fromBits(bits.toInt()).toDouble()
        DType.BFLOAT16 -> Float.fromBits(bits.toInt() shl 16).toDouble()
        DType.FLOAT16 -> halfNumber(bits.toInt())
        DType.UINT8, DType.BOOL -> bits.toDouble()
        else -> (bits shl (64 - 8 * byteCount) shr (64 - 8 * byteCount)).toDouble()
    }
}

/** The number that 16 [bits] of IEEE 754 stand for. */
private fun halfNumber(bits: Int): Double {
    val exponent = bits shr 10 and 0x1F
    val fraction = bits and 0x3FF
    val size = when (exponent) {
        0 -> fraction / 1024.0 / 16384.0
        0x1F -> if (fraction == 0) Double.POSITIVE_INFINITY else Double.NaN
        else -> (1 + fraction / 1024.0) * (1 shl exponent) / 32768.0
    }
    return if (bits and 0x8000 == 0) size else -size
}
