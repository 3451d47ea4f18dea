package com.example.bench

import com.example.bench.torch.Tensor
import kotlin.test.Test
import kotlin.test.assertEquals

internal expect fun modelPath(): String

internal val image = FloatArray(3 * 224 * 224) { it * 0.001f }

/** Prints how long typed calls take. Runs as a test, since that is how the tiers' machinery starts Kotlin. */
class CallsTest {
    private val named = List(10) { "feature $it" to FloatArray(16) { n -> n.toFloat() } }.toMap()
    private var made: FloatArray? = null
    private val own = FloatArray(image.size)
    private val texts = List(1000) { "string $it" }

    @Test
    fun typedCalls() = Rules.load(modelPath()).use { model ->
        quickest("typed", "int") { assertEquals(5L, model.integer(5)) }
        quickest("typed", "tensor of 1") { through(floatArrayOf(1f), 1, model::double) }
        for ((call, name) in listOf(model::double to "", model::forward to ", as it is")) {
            quickest("typed", "tensor of 1x3x224x224$name") { through(image, 224 * 224 * 3L, call) }
            quickest("typed", "tensor of 1x3x224x224$name, into an array") { intoOwn(call) }
        }
        quickest("typed", "Dict[str, Tensor] of 10") {
            val given = named.mapValues { Tensor.of(it.value, 16) }
            val result = model.tensorsByName(given)
            result.mapValues { it.value.toFloatArray() }
            (given.values + result.values).forEach(Tensor::close)
        }
        quickest("typed", "List[str] of 1,000") { assertEquals(1000, model.strings(texts).size) }
    }

    /** What of a large result is Kotlin's own doing: memory for it, all zeros. */
    @Test
    fun newArray() = quickest("typed", "a new array of 3x224x224") { made = FloatArray(image.size) }

    /** Elements in, elements out. */
    private fun through(data: FloatArray, size: Long, call: (Tensor) -> Tensor) {
        val shape = if (size == 1L) longArrayOf(1) else longArrayOf(1, 3, 224, 224)
        Tensor.of(data, *shape).use { input -> call(input).use { assertEquals(size.toInt(), it.toFloatArray().size) } }
    }

    /** The same with an array of the app's own for what comes out. */
    private fun intoOwn(call: (Tensor) -> Tensor) {
        Tensor.of(image, 1, 3, 224, 224).use { input -> call(input).use { it.copyInto(own) } }
    }
}
