package com.example.rules

import com.example.rules.torch.DType
import com.example.rules.torch.IValue
import com.example.rules.torch.MethodSignature
import com.example.rules.torch.Tensor
import com.example.rules.torch.TorchException
import com.example.rules.torch.TorchType
import com.example.rules.torch.loadTorchModule
import kotlin.test.Test
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertSame
import kotlin.test.assertTrue

/** The path of `rules.ptl`, which tests/runtime/model.py makes. */
internal expect fun rulesPath(): String

internal fun <T> rules(use: (Rules) -> T): T = Rules.load(rulesPath()).use(use)

/** [action] must end in a [TorchException] whose message has all of [parts]. */
internal fun assertRefused(vararg parts: String, action: () -> Unit) {
    val message = assertFailsWith<TorchException> { action() }.message.orEmpty()
    for (part in parts) assertTrue(part in message, "'$part' is not in: $message")
}

internal fun floats(count: Int): FloatArray = FloatArray(count) { it.toFloat() }

/** The rules of the two runtimes that common code can try; the numbers are those of the list in the design. */
class RulesTest {
    private val signatures = listOf(
        MethodSignature("double", listOf("x" to TorchType.Tensor), TorchType.Tensor),
        MethodSignature("lists", listOf("x" to TorchType.List(TorchType.List(TorchType.Int))), TorchType.Tensor),
        MethodSignature("no_such_method", emptyList(), TorchType.Tensor),
    )

    @Test
    fun rule1WrongTypesAndCountsStopBeforeNativeCode() = loadTorchModule(rulesPath(), signatures).use { module ->
        val x = IValue.from(Tensor.of(floatArrayOf(1f), 1))
        assertRefused("double", "'x' must be Tensor, but is int") { module.runMethod("double", IValue.from(1L)) }
        assertRefused("'x' must be Tensor, but is None") { module.runMethod("double", IValue.optionalNull()) }
        assertRefused("0 arguments were given") { module.runMethod("double") }
        assertRefused("2 arguments were given") { module.runMethod("double", x, x) }
        val nested = IValue.listFrom(listOf(IValue.listFrom(1L), IValue.listFrom(1.0)))
        assertRefused("'x' must be List[List[int]]") { module.runMethod("lists", nested) }
        assertRefused("no signature for method 'unknown'") { module.runMethod("unknown") }
    }

    @Test
    fun rule2EmptyContainersKeepTheirTypes() = rules { model ->
        assertEquals(0, model.integers(longArrayOf()).size)
        assertEquals(0, model.reals(doubleArrayOf()).size)
        assertEquals(0, model.flags(booleanArrayOf()).size)
        assertEquals(0, model.tensors(emptyList()).size)
        assertEquals(emptyList(), model.noStrings())
        assertEquals(-1, model.maybeStrings(null))
    }

    @Test
    fun rule3ResultsDoNotChangeWithTheirInput() = rules { model ->
        val x = Tensor.of(floats(3), 3)
        val (whole, tails, named) = model.views(x)
        model.addOne(x)
        assertContentEquals(floatArrayOf(0f, 1f, 2f), whole.toFloatArray())
        assertContentEquals(floatArrayOf(1f, 2f), tails[0].toFloatArray())
        assertContentEquals(floatArrayOf(0f, 1f, 2f), named.getValue("x").toFloatArray())
    }

    @Test
    fun rule4ResultsAreRowMajorWhateverTheirStrides() = rules { model ->
        val matrix = Tensor.of(floats(6), 2, 3)
        assertContentEquals(floatArrayOf(0f, 3f, 1f, 4f, 2f, 5f), model.transposed(matrix).toFloatArray())
        assertContentEquals(floatArrayOf(0f, 2f, 3f, 5f), model.strided(matrix).toFloatArray())
        val row = Tensor.of(floats(3), 1, 3)
        assertContentEquals(floatArrayOf(0f, 1f, 2f, 0f, 1f, 2f), model.expanded(row).toFloatArray())
        assertContentEquals(longArrayOf(3, 2), model.transposed(matrix).shape)
    }

    @Test
    fun rule4ChannelsLastResultsAreRowMajor() = rules { model ->
        for (shape in listOf(listOf(2, 3, 4, 5), listOf(1, 1, 2, 2), listOf(1, 4, 1, 1), listOf(2, 2, 2, 0))) {
            val count = shape.fold(1, Int::times)
            val x = Tensor.of(floats(count), *shape.map { it.toLong() }.toLongArray())
            val last = model.channelsLast(x)
            assertContentEquals(floats(count), last.toFloatArray(), "$shape")
            assertContentEquals(floats(count), model.forward(last).toFloatArray(), "$shape, passed in again")
        }
        val x = Tensor.of(floats(240), 2, 3, 2, 4, 5)
        assertContentEquals(floats(240), model.channelsLast3d(x).toFloatArray())
        val longs = LongArray(24) { it.toLong() }
        assertContentEquals(longs, model.channelsLast(Tensor.of(longs, 2, 3, 2, 2)).toLongArray())
        val bytes = ByteArray(24) { it.toByte() }
        assertContentEquals(bytes, model.channelsLast(Tensor.ofBytes(bytes, DType.INT8, 2, 3, 2, 2)).toByteArray())
    }

    @Test
    fun rule5ElementsOfEveryTypeThatBothPlatformsCarry() = rules { model ->
        assertContentEquals(floatArrayOf(3f), model.double(Tensor.of(floatArrayOf(1.5f), 1)).toFloatArray())
        assertContentEquals(doubleArrayOf(0.2), model.double(Tensor.of(doubleArrayOf(0.1), 1)).toDoubleArray())
        assertContentEquals(intArrayOf(-2), model.double(Tensor.of(intArrayOf(Int.MAX_VALUE), 1)).toIntArray())
        assertContentEquals(longArrayOf(-2), model.double(Tensor.of(longArrayOf(Long.MAX_VALUE), 1)).toLongArray())
        val bytes = byteArrayOf(100, -1)
        for (dtype in listOf(DType.INT8, DType.UINT8)) {
            val doubled = model.double(Tensor.ofBytes(bytes, dtype, 2))
            assertEquals(dtype, doubled.dtype)
            assertContentEquals(byteArrayOf(-56, -2), doubled.toByteArray())
        }
    }

    @Test
    fun rule10ElementsAreReadIntoAnArrayThatIsThere() = rules { model ->
        val x = model.forward(Tensor.of(floats(3), 3))
        val own = FloatArray(5) { 9f }
        assertSame(own, x.copyInto(own, 1))
        assertContentEquals(floatArrayOf(9f, 0f, 1f, 2f, 9f), own)
        assertContentEquals(doubleArrayOf(0.0, 0.2), model.double(doubles(0.1)).copyInto(DoubleArray(2), 1))
        assertContentEquals(intArrayOf(0, 6), model.double(Tensor.of(intArrayOf(3), 1)).copyInto(IntArray(2), 1))
        assertContentEquals(longArrayOf(0, 6), model.double(Tensor.of(longArrayOf(3), 1)).copyInto(LongArray(2), 1))
        val bytes = model.forward(Tensor.of(intArrayOf(258), 1)).copyInto(ByteArray(6), 1)
        assertContentEquals(byteArrayOf(0, 2, 1, 0, 0, 0), bytes)
        for (offset in listOf(-1, 3, Int.MAX_VALUE)) {
            assertRefused("3 elements", "array of 5") { x.copyInto(own, offset) }
            assertRefused("12 elements", "array of 12") { x.copyInto(ByteArray(12), if (offset < 0) offset else 1) }
        }
        assertRefused("FLOAT32", "INT32") { x.copyInto(IntArray(3)) }
        assertSame(own, model.forward(Tensor.of(floatArrayOf(), 0)).copyInto(own, own.size))
    }

    private fun doubles(vararg elements: Double) = Tensor.of(elements, elements.size.toLong())

    @Test
    fun rule6NoAutogradGraphLeavesARun() = rules { model ->
        assertFalse(model.weigh(Tensor.of(floatArrayOf(1f, 1f), 2)))
    }

    @Test
    fun rule7FailuresCarryTorchsOwnWords() = rules { model ->
        val x = Tensor.of(floatArrayOf(1f), 1)
        assertRefused("refuse", "nothing has 1 dimensions") { model.refuse(x) }
        assertRefused("multiply", "x") { model.multiply(Tensor.of(floats(6), 2, 3), Tensor.of(floats(6), 2, 3)) }
        // The module lives on.
        assertContentEquals(floatArrayOf(2f), model.double(x).toFloatArray())
    }

    @Test
    fun rule7AMethodThatTheFileLacks() = loadTorchModule(rulesPath(), signatures).use { module ->
        assertRefused("no_such_method") { module.runMethod("no_such_method") }
    }

    @Test
    fun rule7AFileThatIsMissing() = assertRefused("/nowhere/rules.ptl") { Rules.load("/nowhere/rules.ptl") }

    @Test
    fun rule8AClosedModuleRefusesCalls() {
        val model = Rules.load(rulesPath())
        val kept = model.double(Tensor.of(floatArrayOf(1f), 1))
        model.close()
        model.close()
        assertRefused("closed") { model.integer(1) }
        assertContentEquals(floatArrayOf(2f), kept.toFloatArray())
    }

    @Test
    fun rule8AClosedTensorRefusesReads() = rules { model ->
        val x = Tensor.of(floatArrayOf(1f), 1)
        x.close()
        x.close()
        assertRefused("closed") { x.toFloatArray() }
        assertRefused("closed") { model.double(x) }
    }

    @Test
    fun stringsCrossWhole() = rules { model ->
        for (text in listOf("", "a\u0000b", "äöü", "漢字", "😀 \uD834\uDD1E", "\uFFFF\uE000", "\r\n\t")) {
            assertEquals(text, model.text(text))
            assertEquals(listOf(text, "x"), model.strings(listOf(text, "x")))
            assertEquals(mapOf(text to 1L), model.byName(mapOf(text to 1L)))
        }
    }

    @Test
    fun numbersCrossWhole() = rules { model ->
        for (number in listOf(0L, -1L, Long.MIN_VALUE, Long.MAX_VALUE, (1L shl 53) + 1)) {
            assertEquals(number, model.integer(number))
            assertEquals(mapOf(number to "x"), model.byNumber(mapOf(number to "x")))
        }
        assertContentEquals(longArrayOf(Long.MIN_VALUE, 3), model.integers(longArrayOf(Long.MIN_VALUE, 3)))
        for (number in listOf(0.1, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE, Double.MAX_VALUE)) {
            assertEquals(number.toRawBits(), model.real(number).toRawBits())
        }
        val odd = floatArrayOf(Float.NaN, Float.NEGATIVE_INFINITY, -0f, Float.MIN_VALUE)
        assertContentEquals(odd, model.forward(Tensor.of(odd, 4)).toFloatArray())
    }

    @Test
    fun scalarAndZeroSizeTensors() = rules { model ->
        val scalar = model.sum(Tensor.of(floats(3), 3))
        assertContentEquals(longArrayOf(), scalar.shape)
        assertContentEquals(floatArrayOf(3f), scalar.toFloatArray())
        assertContentEquals(floatArrayOf(5f), model.forward(Tensor.of(floatArrayOf(5f))).toFloatArray())
        val nothing = model.forward(Tensor.of(floatArrayOf(), 2, 0, 3))
        assertContentEquals(longArrayOf(2, 0, 3), nothing.shape)
        assertEquals(0, nothing.toFloatArray().size)
    }
}
