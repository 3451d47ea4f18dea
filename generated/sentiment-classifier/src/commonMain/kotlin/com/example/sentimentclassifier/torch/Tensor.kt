package com.example.sentimentclassifier.torch

/**
 * A multi-dimensional array that goes into or comes out of a model.
 *
 * Data is copied in and out as one block, in row-major order. Results share nothing with the model's state or with its
 * inputs, so no later call changes them. Nothing changes an input but a model that writes into it in place; a model that
 * keeps one has to clone it, see [TorchModule.runMethod]. Several threads may read a tensor. Reading a closed one, as
 * another type, or into an array without room is a [TorchException]. [close] is optional: it frees the memory now on
 * iOS; Android leaves that to the garbage collector.
 */
public expect class Tensor : AutoCloseable {
    /** The sizes of the dimensions, outermost first; empty for a scalar. */
    public val shape: LongArray

    /** The type of the elements. */
    public val dtype: DType

    /** The elements of a [DType.FLOAT32] tensor, or of a [DType.FLOAT16] or [DType.BFLOAT16] one, which widen exactly. */
    @Throws(TorchException::class)
    public fun toFloatArray(): FloatArray

    /** The elements of a [DType.FLOAT64] tensor. */
    @Throws(TorchException::class)
    public fun toDoubleArray(): DoubleArray

    /** The elements of a [DType.INT16] tensor. */
    @Throws(TorchException::class)
    public fun toShortArray(): ShortArray

    /** The elements of a [DType.INT32] tensor. */
    @Throws(TorchException::class)
    public fun toIntArray(): IntArray

    /** The elements of a [DType.INT64] tensor. */
    @Throws(TorchException::class)
    public fun toLongArray(): LongArray

    /** The elements of a [DType.BOOL] tensor. */
    @Throws(TorchException::class)
    public fun toBooleanArray(): BooleanArray

    /** The elements of any tensor as raw little-endian bytes. */
    @Throws(TorchException::class)
    public fun toByteArray(): ByteArray

    /** As [toFloatArray], into [destination] from [destinationOffset] on, which spares a new array; returns it. */
    @Throws(TorchException::class)
    public fun copyInto(destination: FloatArray, destinationOffset: Int = 0): FloatArray

    /** As [toDoubleArray], into [destination] from [destinationOffset] on; returns it. */
    @Throws(TorchException::class)
    public fun copyInto(destination: DoubleArray, destinationOffset: Int = 0): DoubleArray

    /** As [toShortArray], into [destination] from [destinationOffset] on; returns it. */
    @Throws(TorchException::class)
    public fun copyInto(destination: ShortArray, destinationOffset: Int = 0): ShortArray

    /** As [toIntArray], into [destination] from [destinationOffset] on; returns it. */
    @Throws(TorchException::class)
    public fun copyInto(destination: IntArray, destinationOffset: Int = 0): IntArray

    /** As [toLongArray], into [destination] from [destinationOffset] on; returns it. */
    @Throws(TorchException::class)
    public fun copyInto(destination: LongArray, destinationOffset: Int = 0): LongArray

    /** As [toBooleanArray], into [destination] from [destinationOffset] on; returns it. */
    @Throws(TorchException::class)
    public fun copyInto(destination: BooleanArray, destinationOffset: Int = 0): BooleanArray

    /** As [toByteArray], into [destination] from [destinationOffset] on; returns it. */
    @Throws(TorchException::class)
    public fun copyInto(destination: ByteArray, destinationOffset: Int = 0): ByteArray

    /** Gives the data up; reading it afterwards is a [TorchException]. Closing twice is fine. */
    override fun close()

    public companion object {
        /** A [DType.FLOAT32] tensor of a copy of [data]. */
        @Throws(TorchException::class)
        public fun of(data: FloatArray, vararg shape: Long): Tensor

        /** A [DType.FLOAT64] tensor of a copy of [data]. */
        @Throws(TorchException::class)
        public fun of(data: DoubleArray, vararg shape: Long): Tensor

        /** A [DType.INT16] tensor of a copy of [data]. */
        @Throws(TorchException::class)
        public fun of(data: ShortArray, vararg shape: Long): Tensor

        /** A [DType.INT32] tensor of a copy of [data]. */
        @Throws(TorchException::class)
        public fun of(data: IntArray, vararg shape: Long): Tensor

        /** A [DType.INT64] tensor of a copy of [data]. */
        @Throws(TorchException::class)
        public fun of(data: LongArray, vararg shape: Long): Tensor

        /** A [DType.BOOL] tensor of a copy of [data]. */
        @Throws(TorchException::class)
        public fun of(data: BooleanArray, vararg shape: Long): Tensor

        /** A tensor of a copy of [data], the raw little-endian bytes of elements of type [dtype]. */
        @Throws(TorchException::class)
        public fun ofBytes(data: ByteArray, dtype: DType, vararg shape: Long): Tensor
    }
}

/** The number of elements of [shape]. */
internal fun elementCount(shape: LongArray): Long {
    var count = 1L
    for (size in shape) {
        if (size < 0) throw TorchException("the shape ${shape.contentToString()} has a negative size")
        if (size > 0 && count > Long.MAX_VALUE / size) throw TorchException("${shape.contentToString()} is too large")
        count *= size
    }
    return count
}

/** Refuses a [shape] that does not hold exactly [size] elements. */
internal fun checkShape(shape: LongArray, size: Int) {
    val count = elementCount(shape)
    if (count != size.toLong()) {
        throw TorchException("the shape ${shape.contentToString()} holds $count elements, but $size were given")
    }
}

/** Refuses to write [count] elements from [offset] on into an array of [size]. */
internal fun checkRoom(count: Int, offset: Int, size: Int) {
    if (offset < 0 || count > size - offset) {
        throw TorchException("$count elements do not fit into an array of $size from $offset on")
    }
}

/** What every `to...Array` and `copyInto` says when the tensor holds another type. */
internal fun Tensor.wrongDType(wanted: DType): TorchException =
    TorchException("the tensor holds $dtype elements, not $wanted: read it as such, or cast it in the exported module")
