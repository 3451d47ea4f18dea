@file:OptIn(ExperimentalForeignApi::class)

package com.example.sentimentclassifier.torch

import com.example.sentimentclassifier.torch.cinterop.PLMValue
import kotlinx.cinterop.COpaquePointer
import kotlinx.cinterop.ExperimentalForeignApi

/** [native] is a torch tensor of its own; all that is read from it is copied. */
public actual class Tensor internal constructor(internal val native: PLMValue) : AutoCloseable {
    private val sizes: LongArray = LongArray(arraySize(native.rank))

    private val count: ULong = native.count

    public actual val dtype: DType = dtypeOf(native.dtype)

    init {
        sizes.usePointer { native.getShape(it, sizes.size.toULong(), error = null) }.orThrow()
        noteNativeBytes(count.toLong() * dtype.byteCount)
    }

    public actual val shape: LongArray get() = sizes.copyOf()

    @Throws(TorchException::class)
    public actual fun toFloatArray(): FloatArray {
        if (dtype != DType.FLOAT16 && dtype != DType.BFLOAT16) check(DType.FLOAT32)
        return FloatArray(arraySize(count)).also { data -> data.usePointer { read(it, DType.FLOAT32) } }
    }

    @Throws(TorchException::class)
    public actual fun toDoubleArray(): DoubleArray {
        check(DType.FLOAT64)
        return DoubleArray(arraySize(count)).also { data -> data.usePointer { read(it, dtype) } }
    }

    @Throws(TorchException::class)
    public actual fun toShortArray(): ShortArray {
        check(DType.INT16)
        return ShortArray(arraySize(count)).also { data -> data.usePointer { read(it, dtype) } }
    }

    @Throws(TorchException::class)
    public actual fun toIntArray(): IntArray {
        check(DType.INT32)
        return IntArray(arraySize(count)).also { data -> data.usePointer { read(it, dtype) } }
    }

    @Throws(TorchException::class)
    public actual fun toLongArray(): LongArray {
        check(DType.INT64)
        return LongArray(arraySize(count)).also { data -> data.usePointer { read(it, dtype) } }
    }

    @Throws(TorchException::class)
    public actual fun toBooleanArray(): BooleanArray {
        check(DType.BOOL)
        return toByteArray().toBooleans()
    }

    @Throws(TorchException::class)
    public actual fun toByteArray(): ByteArray {
        val data = ByteArray(arraySize(count * dtype.byteCount.toULong()))
        data.usePointer { read(it, dtype) }
        return data
    }

    actual override fun close() {
        callNative { native.close() }
    }

    private fun check(wanted: DType) {
        if (dtype != wanted) throw wrongDType(wanted)
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
        public actual fun ofBytes(data: ByteArray, dtype: DType, vararg shape: Long): Tensor {
            if (data.size % dtype.byteCount != 0) {
                throw TorchException("${data.size} bytes are no whole number of $dtype elements")
            }
            return data.usePointer { create(it, data.size / dtype.byteCount, dtype, shape) }
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
