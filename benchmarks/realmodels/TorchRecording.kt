package com.example.bench.torch

import com.example.bench.quickest

/** Stands where the emitted tests look for their recording: times the calls that they make, instead of comparing. */
internal class TorchRecording(private val model: String, private val inputs: Map<String, () -> List<IValue>>) {
    /** The one recorded call of [method], arrays in and out. */
    fun replay(method: String, refusedOnAndroid: Set<Int> = emptySet(), call: (List<IValue>) -> IValue) {
        if (isAndroid && refusedOnAndroid.isNotEmpty()) return
        val given = inputs.getValue(method)().map(::maker)
        quickest("typed", "$model.$method") {
            val arguments = given.map { it() }
            val result = call(arguments)
            val results = result.tensors()
            results.forEach(::read)
            (results + arguments.flatMap { it.tensors() }).forEach(Tensor::close)
        }
    }

    companion object {
        fun read(name: String): TorchRecording {
            val bytes = readFile(resourcePath(name))
            val reader = RecordingReader(bytes, 0)
            reader.checkMagic()
            repeat(2) { reader.readString() } // fingerprint, torch's version
            reader.readList { Triple(readDType(), readDouble(), readDouble()) } // tolerances
            val starts = reader.readList { readString() to readList { skipCase() }.single() }.toMap()
            val inputs = starts.mapValues { (_, start) ->
                { RecordingReader(bytes, start).readList { readValue() } }
            }
            return TorchRecording(name.removeSuffix(".parity"), inputs)
        }
    }
}

/** Makes [value] anew, with tensors of its own made from arrays. */
private fun maker(value: IValue): () -> IValue = when (value) {
    is IValue.TensorValue -> maker(value.value).let { make -> { IValue.from(make()) } }
    is IValue.ListValue -> value.values.map(::maker).let { makers -> { IValue.listFrom(makers.map { it() }) } }
    is IValue.TupleValue ->
        value.values.map(::maker).let { makers -> { IValue.tupleFrom(*makers.map { it() }.toTypedArray()) } }
    is IValue.StrDictValue ->
        value.values.mapValues { maker(it.value) }.let { makers ->
            { IValue.dictStringKeyFrom(makers.mapValues { it.value() }) }
        }
    is IValue.IntDictValue ->
        value.values.mapValues { maker(it.value) }.let { makers ->
            { IValue.dictLongKeyFrom(makers.mapValues { it.value() }) }
        }
    else -> ({ value })
}

private fun maker(tensor: Tensor): () -> Tensor {
    val (dtype, shape) = tensor.dtype to tensor.shape
    return when (dtype) {
        DType.FLOAT32 -> tensor.toFloatArray().let { { Tensor.of(it, *shape) } }
        DType.FLOAT64 -> tensor.toDoubleArray().let { { Tensor.of(it, *shape) } }
        DType.INT32 -> tensor.toIntArray().let { { Tensor.of(it, *shape) } }
        DType.INT64 -> tensor.toLongArray().let { { Tensor.of(it, *shape) } }
        else -> tensor.toByteArray().let { { Tensor.ofBytes(it, dtype, *shape) } }
    }
}

private fun IValue.tensors(): List<Tensor> = when (this) {
    is IValue.TensorValue -> listOf(value)
    is IValue.ListValue -> values.flatMap { it.tensors() }
    is IValue.TupleValue -> values.flatMap { it.tensors() }
    is IValue.StrDictValue -> values.values.flatMap { it.tensors() }
    is IValue.IntDictValue -> values.values.flatMap { it.tensors() }
    else -> emptyList()
}

private fun read(tensor: Tensor) {
    when (tensor.dtype) {
        DType.FLOAT32 -> tensor.toFloatArray()
        DType.FLOAT64 -> tensor.toDoubleArray()
        DType.INT32 -> tensor.toIntArray()
        DType.INT64 -> tensor.toLongArray()
        else -> tensor.toByteArray()
    }
}
