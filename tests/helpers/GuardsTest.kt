package com.example.guards

import com.example.guards.torch.DType
import com.example.guards.torch.IValue
import com.example.guards.torch.Tensor
import com.example.guards.torch.TorchException
import com.example.guards.torch.TorchModule
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.time.TimeSource

/** What the guards of `tests/features/metadata_guards` refuse, before the module has anything of the call. */
class GuardsTest {
    private var calls = 0

    private val model = Guards(
        object : TorchModule {
            override fun runMethod(name: String, vararg inputs: IValue): IValue {
                calls++
                return if (name == "reset") IValue.optionalNull() else IValue.from(floats())
            }

            override fun close(): Unit = Unit
        },
    )

    private fun floats(vararg shape: Long): Tensor =
        Tensor.of(FloatArray(shape.fold(1L) { count, size -> count * size }.toInt()), *shape)

    private fun longs(vararg shape: Long): Tensor =
        Tensor.of(LongArray(shape.fold(1L) { count, size -> count * size }.toInt()), *shape)

    private fun assertRefused(message: String, action: () -> Unit) {
        assertEquals(message, assertFailsWith<TorchException> { action() }.message)
        assertEquals(0, calls)
    }

    @Test
    fun anotherDTypeIsRefused(): Unit = assertRefused(
        "forward: argument 'inputIds' must be int64[batch, length], but is float32[2, 3]",
    ) { model(floats(2, 3)) }

    @Test
    fun anotherRankIsRefused(): Unit = assertRefused(
        "forward: argument 'inputIds' must be int64[batch, length], but is int64[3]",
    ) { model.forward(longs(3)) }

    @Test
    fun anotherSizeIsRefused(): Unit = assertRefused(
        "windows: argument 'window.frames' must be float32[frames, 4], but is float32[3, 5]",
    ) { model.windows(Window(floats(3, 5), null, 3)) }

    @Test
    fun sizesOfOneNameAreOneSize(): Unit = assertRefused(
        "forward: argument 'mask' must be float32[batch, length] where length is 3 as in 'inputIds', " +
            "but is float32[2, 4]",
    ) { model.forward(longs(2, 3), floats(2, 4)) }

    @Test
    fun aScalarIsRefusedWhereItIsNone(): Unit = assertRefused(
        "reset: argument 'seed' must be int64[], but is int64[1]",
    ) { model.reset(longs(1)) }

    @Test
    fun tensorsInListsAreChecked(): Unit = assertRefused(
        "step: argument 'state[1][0]' must be float32[size] where size is 2 as in 'frame', but is float32[3]",
    ) { model.step(floats(2), listOf(listOf(floats(2)), listOf(floats(3)))) }

    @Test
    fun tensorsInTuplesAreChecked(): Unit = assertRefused(
        "windows: argument 'pair.second' must be float32[frames, 4] where frames is 3 as in 'window.frames', " +
            "but is float32[1, 4]",
    ) { model.windows(Window(floats(3, 4), floats(3, 1), 3), Pair2(floats(), floats(1, 4))) }

    @Test
    fun tensorsInTuplesInListsAndMapsAreChecked() {
        val sound = LayeredLayers(longs(1), listOf(floats(2)))
        assertRefused("layered: argument 'layers[0][1].first' must be int64, but is float32[1]") {
            model.layered(listOf(listOf(sound, LayeredLayers(floats(1), emptyList()))))
        }
        val as2 = "must be [size] where size is 2 as in 'layers[0][0].second[0]'"
        assertRefused("layered: argument 'layers[1][0].second[1]' $as2, but is float32[3]") {
            model.layered(listOf(listOf(sound), listOf(LayeredLayers(longs(1), listOf(floats(2), floats(3))))))
        }
        assertRefused("layered: argument 'byName[one].second' must be [1], but is float32[2]") {
            model.layered(listOf(listOf(sound)), mapOf("one" to LayeredByName(1, floats(2))))
        }
        assertRefused("layered: argument 'byName[two].second' $as2, but is float32[7]") {
            model.layered(listOf(listOf(sound)), mapOf("none" to null, "two" to LayeredByName(1, floats(7))))
        }
        model.layered(listOf(listOf(sound)), mapOf("one" to null, "two" to LayeredByName(1, floats(2))))
    }

    @Test
    fun entriesOfMapsAreChecked() {
        val right = mapOf("left" to floats(2), "le\"ft$" to longs(9), "other" to floats(1, 1))
        assertRefused("named: argument 'inputs[left]' must be [2], but is float32[3]") {
            model.named(right + ("left" to floats(3)))
        }
        assertRefused("named: argument 'inputs[le\"ft$]' must be int64, but is float32[2]") {
            model.named(right + ("le\"ft$" to floats(2)))
        }
        assertRefused("named: argument 'inputs[other]' must be float32, but is int64[2]") {
            model.named(right + ("other" to longs(2)))
        }
        assertRefused("named: argument 'byNumber[7]' must be [_, _, _], but is float32[1]") {
            model.named(right, mapOf(-1L to longs(1), 7L to floats(1)))
        }
        model.named(right, mapOf(-1L to longs(1), 7L to floats(1, 2, 3)))
    }

    @Test
    fun whatFitsPasses() {
        model.forward(longs(2, 3), floats(2, 3))
        model.forward(longs(5, 1), null)
        model.forward(longs(0, 0))
        model.free(longs(1, 2, 3))
        model.reset(longs())
        assertEquals(5, calls)
    }

    /** A thousand calls' guards take less than the least call of torch's does a thousand times: some milliseconds. */
    @Test
    fun guardsTakeNextToNothing() {
        val (ids, mask) = longs(2, 3) to floats(2, 3)
        repeat(1000) { model.forward(ids, mask) }
        val start = TimeSource.Monotonic.markNow()
        repeat(1000) { model.forward(ids, mask) }
        val took = start.elapsedNow()
        println("1000 guarded calls took $took")
        assertEquals(true, took.inWholeMilliseconds < 100, "$took")
        assertEquals(DType.INT64, ids.dtype)
    }
}
