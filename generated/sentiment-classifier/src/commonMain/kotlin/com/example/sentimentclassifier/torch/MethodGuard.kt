package com.example.sentimentclassifier.torch

/**
 * What the model's metadata says of the tensors of an argument.
 *
 * @property argument the argument's name, in messages
 * @property dtype null for any
 * @property shape sizes, and names of sizes that differ from call to call: `_` of any; null for any shape
 * @param steps what tensors are of the elements of lists and maps: `.first`
 */
internal class TensorGuard(
    val argument: String,
    val dtype: DType?,
    val shape: List<Any>?,
    private vararg val steps: String,
) {
    /** What stands after the index in a list or map at this [depth]: a property of its elements. */
    fun step(depth: Int): String = steps.getOrElse(depth) { "" }

    fun accepts(tensor: Tensor, sizes: LongArray): Boolean =
        (dtype == null || tensor.dtype == dtype) && (shape == null || accepts(shape, sizes))

    private fun accepts(shape: List<Any>, sizes: LongArray): Boolean =
        shape.size == sizes.size && shape.indices.all { (shape[it] as? Number ?: sizes[it]).toLong() == sizes[it] }

    override fun toString(): String = "${dtype?.name?.lowercase().orEmpty()}${shape ?: ""}"
}

/** Refuses arguments of [method] that are not what the model's metadata says, before native code has them. */
internal class MethodGuard(private val method: String, private vararg val guards: TensorGuard) {
    private class Seen(val size: Long, val argument: String)

    /** The [arguments] are those of the guards, in their order: tensors, or lists and maps of them. Null passes. */
    fun check(vararg arguments: Any?) {
        val seen = HashMap<String, Seen>()
        guards.forEachIndexed { index, guard -> check(arguments[index], guard, guard.argument, 0, seen) }
    }

    private fun check(argument: Any?, guard: TensorGuard, name: String, depth: Int, seen: MutableMap<String, Seen>) {
        fun each(key: Any?, element: Any?) = check(element, guard, "$name[$key]${guard.step(depth)}", depth + 1, seen)
        when (argument) {
            is Tensor -> checkTensor(argument, guard, name, seen)
            is List<*> -> argument.forEachIndexed { index, element -> each(index, element) }
            is Map<*, *> -> argument.forEach { (key, element) -> each(key, element) }
        }
    }

    private fun checkTensor(tensor: Tensor, guard: TensorGuard, name: String, seen: MutableMap<String, Seen>) {
        val sizes = tensor.shape
        fun refused(condition: String): TorchException {
            val given = "${tensor.dtype.name.lowercase()}${sizes.contentToString()}"
            return TorchException("$method: argument '$name' must be $guard$condition, but is $given")
        }
        if (!guard.accepts(tensor, sizes)) throw refused("")
        guard.shape?.forEachIndexed { index, dimension ->
            if (dimension is String && dimension != "_") {
                val first = seen.getOrPut(dimension) { Seen(sizes[index], name) }
                if (first.size != sizes[index]) {
                    throw refused(" where $dimension is ${first.size} as in '${first.argument}'")
                }
            }
        }
    }
}
