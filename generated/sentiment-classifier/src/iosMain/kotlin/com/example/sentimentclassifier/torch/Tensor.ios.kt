@file:OptIn(ExperimentalForeignApi::class)

package com.example.sentimentclassifier.torch

import com.example.sentimentclassifier.torch.cinterop.PLMValue
import kotlinx.cinterop.COpaquePointer
import kotlinx.cinterop.ExperimentalForeignApi

/** [native] is a torch tensor of its own; all that is read from it is copied. */
public actual class Tensor internal constructor(internal val native: PLMValue) : AutoCloseable {
    private val sizes: LongArray = LongArray(arraySize(native.rank))

    private val count: ULong = native.count

    internal val byteCount: ULong get() = count * dtype.byteCount.toULong()

    public actual val dtype: DType = dtypeOf(native.dtype)

    init {
        sizes.usePointer { native.getShape(it, sizes.size.toULong(), error = null) }.orThrow()
        noteNativeBytes(count.toLong() * dtype.byteCount)
    }

    public actual val shape: LongArray get() = sizes.copyOf()

    @Throws(TorchException::class)
    public actual fun toFloatArray(): FloatArray = copyInto(FloatArray(floatCount()))

    @Throws(TorchException::class)
    public actual fun copyInto(destination: FloatArray, destinationOffset: Int): FloatArray {
        checkRoom(floatCount(), destinationOffset, destination.size)
        destination.usePointer(destinationOffset) { read(it, DType.FLOAT32) }
        return destination
    }

    @Throws(TorchException::class)
    public actual fun toDoubleArray(): DoubleArray = copyInto(DoubleArray(sizeAs(DType.FLOAT64)))

    @Throws(TorchException::class)
    public actual fun copyInto(destination: DoubleArray, destinationOffset: Int): DoubleArray {
        checkRoom(sizeAs(DType.FLOAT64), destinationOffset, destination.size)
        destination.usePointer(destinationOffset) { read(it, DType.FLOAT64) }
        return destination
    }

    @Throws(TorchException::class)
    public actual fun toShortArray(): ShortArray = copyInto(ShortArray(sizeAs(DType.INT16)))

    @Throws(TorchException::class)
    public actual fun copyInto(destination: ShortArray, destinationOffset: Int): ShortArray {
        checkRoom(sizeAs(DType.INT16), destinationOffset, destination.size)
        destination.usePointer(destinationOffset) { read(it, DType.INT16) }
        return destination
    }

    @Throws(TorchException::class)
    public actual fun toIntArray(): IntArray = copyInto(IntArray(sizeAs(DType.INT32)))

    @Throws(TorchException::class)
    public actual fun copyInto(destination: IntArray, destinationOffset: Int): IntArray {
        checkRoom(sizeAs(DType.INT32), destinationOffset, destination.size)
        destination.usePointer(destinationOffset) { read(it, DType.INT32) }
        return destination
    }

    @Throws(TorchException::class)
    public actual fun toLongArray(): LongArray = copyInto(LongArray(sizeAs(DType.INT64)))

    @Throws(TorchException::class)
    public actual fun copyInto(destination: LongArray, destinationOffset: Int): LongArray {
        checkRoom(sizeAs(DType.INT64), destinationOffset, destination.size)
        destination.usePointer(destinationOffset) { read(it, DType.INT64) }
        return destination
    }

    @Throws(TorchException::class)
    public actual fun toBooleanArray(): BooleanArray = copyInto(BooleanArray(sizeAs(DType.BOOL)))

    @Throws(TorchException::class)
    public actual fun copyInto(destination: BooleanArray, destinationOffset: Int): BooleanArray {
        checkRoom(sizeAs(DType.BOOL), destinationOffset, destination.size)
        toByteArray().forEachIndexed { index, byte -> destination[destinationOffset + index] = byte != 0.toByte() }
        return destination
    }

    @Throws(TorchException::class)
    public actual fun toByteArray(): ByteArray = copyInto(ByteArray(byteSize()))

    @Throws(TorchException::class)
    public actual fun copyInto(destination: ByteArray, destinationOffset: Int): ByteArray {
        checkRoom(byteSize(), destinationOffset, destination.size)
        destination.usePointer(destinationOffset) { copyTo(it) }
        return destination
    }

    /** Copies the elements, as what they are, to [bytes], where [byteCount] of them fit. */
    internal fun copyTo(bytes: COpaquePointer?): Unit = read(bytes, dtype)

    actual override fun close() {
        callNative { native.close() }
    }

    private fun floatCount(): Int = sizeAs(DType.FLOAT32, DType.FLOAT16, DType.BFLOAT16)

    private fun byteSize(): Int = arraySize(byteCount)

    /** The size of an array for all elements, which must be of one of the [wanted] types. */
    private fun sizeAs(vararg wanted: DType): Int {
        if (dtype !in wanted) throw wrongDType(wanted.first())
        return arraySize(count)
    }

    private fun read(elements: COpaquePointer?, dtype: DType) {
        callNative { native.getElements(elements, count, dtype.native, error = null).orThrow() }
    }

    public actual companion object {
        @Throws(TorchException::class)
        public actual fun of(data: FloatArray, vararg shape: Long): Tensor =
            data.usePointer { create(it, data.size, DType.FLOAT32, shape) }

        @Throws(TorchException::class)
        public actual fun of(data: DoubleArray, vararg shape: Long): Tensor =
            data.usePointer { create(it, data.size, DType.FLOAT64, shape) }

        @Throws(TorchException::class)
        public actual fun of(data: ShortArray, vararg shape: Long): Tensor =
            data.usePointer { create(it, data.size, DType.INT16, shape) }

        @Throws(TorchException::class)
        public actual fun of(data: IntArray, vararg shape: Long): Tensor =
            data.usePointer { create(it, data.size, DType.INT32, shape) }

        @Throws(TorchException::class)
        public actual fun of(data: LongArray, vararg shape: Long): Tensor =
            data.usePointer { create(it, data.size, DType.INT64, shape) }

        @Throws(TorchException::class)
        public actual fun of(data: BooleanArray, vararg shape: Long): Tensor =
            data.toBytes().usePointer { create(it, data.size, DType.BOOL, shape) }

        @Throws(TorchException::class)
        public actual fun ofBytes(data: ByteArray, dtype: DType, vararg shape: Long): Tensor =
            data.usePointer { ofBytes(it, data.size.toULong(), dtype, shape) }

        /** A tensor of a copy of the [size] bytes at [bytes]. */
        internal fun ofBytes(bytes: COpaquePointer?, size: ULong, dtype: DType, shape: LongArray): Tensor {
            if (size % dtype.byteCount.toULong() != 0uL) {
                throw TorchException("$size bytes are no whole number of $dtype elements")
            }
            return create(bytes, arraySize(size / dtype.byteCount.toULong()), dtype, shape)
        }

        private fun create(elements: COpaquePointer?, count: Int, dtype: DType, shape: LongArray): Tensor {
            checkShape(shape, count)
            return callNative {
                val rank = shape.size.toULong()
                val native = shape.usePointer { sizes ->
                    PLMValue.tensorWithElements(elements, count.toULong(), dtype.native, sizes, rank, error = null)
                }
                Tensor(native.orThrow())
            }
        }
    }
}
