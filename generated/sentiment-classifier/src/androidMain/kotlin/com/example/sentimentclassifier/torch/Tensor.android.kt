package com.example.sentimentclassifier.torch

import java.nio.Buffer
import java.nio.ByteBuffer
import java.nio.ByteOrder
import java.nio.DoubleBuffer
import java.nio.FloatBuffer
import java.nio.IntBuffer
import java.nio.LongBuffer

/**
 * Elements in row-major order in a buffer of their own type: a direct one for tensors that the app made, which torch
 * reads in place, and a wrapped array for results.
 *
 * The buffer's own position is never moved, only that of its duplicates, so that threads may read one tensor at once.
 */
public actual class Tensor internal constructor(
    public actual val dtype: DType,
    private val sizes: LongArray,
    elements: Buffer,
) : AutoCloseable {
    @Volatile
    private var elements: Buffer? = elements

    public actual val shape: LongArray get() = sizes.copyOf()

    @Throws(TorchException::class)
    public actual fun toFloatArray(): FloatArray {
        val source = elementsOf(DType.FLOAT32) as FloatBuffer
        return if (source.hasArray()) source.array().copyOf() else copyInto(FloatArray(source.capacity()))
    }

    @Throws(TorchException::class)
    public actual fun copyInto(destination: FloatArray, destinationOffset: Int): FloatArray {
        val source = elementsOf(DType.FLOAT32) as FloatBuffer
        checkRoom(source.capacity(), destinationOffset, destination.size)
        source.duplicate().get(destination, destinationOffset, source.capacity())
        return destination
    }

    @Throws(TorchException::class)
    public actual fun toDoubleArray(): DoubleArray {
        val source = elementsOf(DType.FLOAT64) as DoubleBuffer
        return if (source.hasArray()) source.array().copyOf() else copyInto(DoubleArray(source.capacity()))
    }

    @Throws(TorchException::class)
    public actual fun copyInto(destination: DoubleArray, destinationOffset: Int): DoubleArray {
        val source = elementsOf(DType.FLOAT64) as DoubleBuffer
        checkRoom(source.capacity(), destinationOffset, destination.size)
        source.duplicate().get(destination, destinationOffset, source.capacity())
        return destination
    }

    @Throws(TorchException::class)
    public actual fun toShortArray(): ShortArray = throw wrongDType(DType.INT16)

    @Throws(TorchException::class)
    public actual fun copyInto(destination: ShortArray, destinationOffset: Int): ShortArray =
        throw wrongDType(DType.INT16)

    @Throws(TorchException::class)
    public actual fun toIntArray(): IntArray {
        val source = elementsOf(DType.INT32) as IntBuffer
        return if (source.hasArray()) source.array().copyOf() else copyInto(IntArray(source.capacity()))
    }

    @Throws(TorchException::class)
    public actual fun copyInto(destination: IntArray, destinationOffset: Int): IntArray {
        val source = elementsOf(DType.INT32) as IntBuffer
        checkRoom(source.capacity(), destinationOffset, destination.size)
        source.duplicate().get(destination, destinationOffset, source.capacity())
        return destination
    }

    @Throws(TorchException::class)
    public actual fun toLongArray(): LongArray {
        val source = elementsOf(DType.INT64) as LongBuffer
        return if (source.hasArray()) source.array().copyOf() else copyInto(LongArray(source.capacity()))
    }

    @Throws(TorchException::class)
    public actual fun copyInto(destination: LongArray, destinationOffset: Int): LongArray {
        val source = elementsOf(DType.INT64) as LongBuffer
        checkRoom(source.capacity(), destinationOffset, destination.size)
        source.duplicate().get(destination, destinationOffset, source.capacity())
        return destination
    }

    @Throws(TorchException::class)
    public actual fun toBooleanArray(): BooleanArray = throw wrongDType(DType.BOOL)

    @Throws(TorchException::class)
    public actual fun copyInto(destination: BooleanArray, destinationOffset: Int): BooleanArray =
        throw wrongDType(DType.BOOL)

    @Throws(TorchException::class)
    public actual fun toByteArray(): ByteArray = copyInto(ByteArray(byteCount(dtype, openElements().capacity())))

    @Throws(TorchException::class)
    public actual fun copyInto(destination: ByteArray, destinationOffset: Int): ByteArray {
        val source = openElements()
        val count = byteCount(dtype, source.capacity())
        checkRoom(count, destinationOffset, destination.size)
        val target = ByteBuffer.wrap(destination, destinationOffset, count).slice()
        source.copyTo(target.order(ByteOrder.LITTLE_ENDIAN))
        return destination
    }

    actual override fun close() {
        elements = null
    }

    internal fun openElements(): Buffer = elements ?: throw TorchException("the tensor is closed")

    private fun elementsOf(wanted: DType): Buffer {
        val open = openElements()
        if (dtype != wanted) throw wrongDType(wanted)
        return open
    }

    public actual companion object {
        @Throws(TorchException::class)
        public actual fun of(data: FloatArray, vararg shape: Long): Tensor =
            create(DType.FLOAT32, data.size, shape) { it.asFloatBuffer().put(data) }

        @Throws(TorchException::class)
        public actual fun of(data: DoubleArray, vararg shape: Long): Tensor =
            create(DType.FLOAT64, data.size, shape) { it.asDoubleBuffer().put(data) }

        @Throws(TorchException::class)
        public actual fun of(data: ShortArray, vararg shape: Long): Tensor = throw cannotCarry(DType.INT16)

        @Throws(TorchException::class)
        public actual fun of(data: IntArray, vararg shape: Long): Tensor =
            create(DType.INT32, data.size, shape) { it.asIntBuffer().put(data) }

        @Throws(TorchException::class)
        public actual fun of(data: LongArray, vararg shape: Long): Tensor =
            create(DType.INT64, data.size, shape) { it.asLongBuffer().put(data) }

        @Throws(TorchException::class)
        public actual fun of(data: BooleanArray, vararg shape: Long): Tensor = throw cannotCarry(DType.BOOL)

        @Throws(TorchException::class)
        public actual fun ofBytes(data: ByteArray, dtype: DType, vararg shape: Long): Tensor {
            if (data.size % dtype.byteCount != 0) {
                throw TorchException("${data.size} bytes are no whole number of $dtype elements")
            }
            return create(dtype, data.size / dtype.byteCount, shape) { it.duplicate().put(data) }
        }

        private inline fun create(dtype: DType, count: Int, shape: LongArray, fill: (ByteBuffer) -> Unit): Tensor {
            checkShape(shape, count)
            val bytes = allocateDirect(dtype, count)
            fill(bytes)
            return Tensor(dtype, shape.copyOf(), bytes.asElements(dtype))
        }
    }
}
