package com.example.sentimentclassifier.torch

import java.nio.Buffer
import java.nio.ByteBuffer
import java.nio.ByteOrder
import java.nio.DoubleBuffer
import java.nio.FloatBuffer
import java.nio.IntBuffer
import java.nio.LongBuffer
import org.pytorch.DType as NativeDType
import org.pytorch.MemoryFormat as NativeMemoryFormat
import org.pytorch.Tensor as NativeTensor

/** What torch reads: a tensor that shares the memory of this one, or a copy where that memory is not direct. */
internal fun Tensor.toNative(): NativeTensor {
    val data = openElements().let { if (it.isDirect) it else it.toDirect(dtype) }
    return when (dtype) {
        DType.UINT8 -> NativeTensor.fromBlobUnsigned(data as ByteBuffer, shape)
        DType.INT8 -> NativeTensor.fromBlob(data as ByteBuffer, shape)
        DType.INT32 -> NativeTensor.fromBlob(data as IntBuffer, shape)
        DType.INT64 -> NativeTensor.fromBlob(data as LongBuffer, shape)
        DType.FLOAT32 -> NativeTensor.fromBlob(data as FloatBuffer, shape)
        DType.FLOAT64 -> NativeTensor.fromBlob(data as DoubleBuffer, shape)
        else -> throw cannotCarry(dtype)
    }
}

/**
 * A copy of a result, in row-major order.
 *
 * Results are copied, never shared: torch may hand back the memory of an input, which it does not keep alive, or the
 * module's own state, which the next call changes. The copy also lets the garbage collector see the size of a result.
 */
internal fun NativeTensor.toCommon(): Tensor {
    val shape = shape()
    return when (dtype()) {
        NativeDType.UINT8 -> Tensor(DType.UINT8, shape, ByteBuffer.wrap(rowMajor(dataAsUnsignedByteArray)))
        NativeDType.INT8 -> Tensor(DType.INT8, shape, ByteBuffer.wrap(rowMajor(dataAsByteArray)))
        NativeDType.INT32 -> Tensor(DType.INT32, shape, IntBuffer.wrap(rowMajor(dataAsIntArray)))
        NativeDType.INT64 -> Tensor(DType.INT64, shape, LongBuffer.wrap(rowMajor(dataAsLongArray)))
        NativeDType.FLOAT32 -> Tensor(DType.FLOAT32, shape, FloatBuffer.wrap(rowMajor(dataAsFloatArray)))
        NativeDType.FLOAT64 -> Tensor(DType.FLOAT64, shape, DoubleBuffer.wrap(rowMajor(dataAsDoubleArray)))
        else -> throw TorchException("the model returned a tensor of type ${dtype()}, which this library does not know")
    }
}

internal fun cannotCarry(dtype: DType): TorchException = TorchException(
    "Android's PyTorch carries no $dtype tensors, only $CARRIED_DTYPES: " +
        "pass one of these and cast it inside the exported module",
)

/** The bytes of [count] elements, which Android counts in an `Int`. */
internal fun byteCount(dtype: DType, count: Int): Int {
    val bytes = count.toLong() * dtype.byteCount
    if (bytes > Int.MAX_VALUE) throw TorchException("$bytes bytes are too many for a tensor on Android (limit: 2 GiB)")
    return bytes.toInt()
}

/** Zeroed memory that torch can read in place. */
internal fun allocateDirect(dtype: DType, count: Int): ByteBuffer {
    // Here, so that nothing is allocated for a type that no call could use.
    if (dtype !in carriedDTypes) throw cannotCarry(dtype)
    val bytes = byteCount(dtype, count)
    return try {
        ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder())
    } catch (e: OutOfMemoryError) {
        throw TorchException("no memory for a tensor of $bytes bytes", e)
    }
}

/** This buffer as one of elements of [dtype], over the same memory. */
internal fun ByteBuffer.asElements(dtype: DType): Buffer = when (dtype) {
    DType.UINT8, DType.INT8 -> this
    DType.INT32 -> asIntBuffer()
    DType.INT64 -> asLongBuffer()
    DType.FLOAT32 -> asFloatBuffer()
    DType.FLOAT64 -> asDoubleBuffer()
    else -> throw cannotCarry(dtype)
}

/** Copies all elements, of whatever type, to the start of [target] as one block. */
internal fun Buffer.copyTo(target: ByteBuffer) {
    when (this) {
        is ByteBuffer -> target.duplicate().put(duplicate())
        is IntBuffer -> target.asIntBuffer().put(duplicate())
        is LongBuffer -> target.asLongBuffer().put(duplicate())
        is FloatBuffer -> target.asFloatBuffer().put(duplicate())
        is DoubleBuffer -> target.asDoubleBuffer().put(duplicate())
    }
}

/** What the Java half of PyTorch knows, for messages. */
internal const val CARRIED_DTYPES = "UINT8, INT8, INT32, INT64, FLOAT32 or FLOAT64"

private val carriedDTypes = setOf(DType.UINT8, DType.INT8, DType.INT32, DType.INT64, DType.FLOAT32, DType.FLOAT64)

private fun Buffer.toDirect(dtype: DType): Buffer = allocateDirect(dtype, capacity()).also(::copyTo).asElements(dtype)

private fun NativeTensor.rowMajor(data: ByteArray): ByteArray =
    if (isRowMajor()) data else ByteArray(data.size).also { out -> eachPlace { from, to -> out[to] = data[from] } }

private fun NativeTensor.rowMajor(data: IntArray): IntArray =
    if (isRowMajor()) data else IntArray(data.size).also { out -> eachPlace { from, to -> out[to] = data[from] } }

private fun NativeTensor.rowMajor(data: LongArray): LongArray =
    if (isRowMajor()) data else LongArray(data.size).also { out -> eachPlace { from, to -> out[to] = data[from] } }

private fun NativeTensor.rowMajor(data: FloatArray): FloatArray =
    if (isRowMajor()) data else FloatArray(data.size).also { out -> eachPlace { from, to -> out[to] = data[from] } }

private fun NativeTensor.rowMajor(data: DoubleArray): DoubleArray =
    if (isRowMajor()) data else DoubleArray(data.size).also { out -> eachPlace { from, to -> out[to] = data[from] } }

/** Channels-last data of one channel, or of one pixel an image, lies as row-major data does. */
private fun NativeTensor.isRowMajor(): Boolean =
    memoryFormat() == NativeMemoryFormat.CONTIGUOUS || shape()[1] == 1L || pixelCount(shape()) <= 1

/** Calls [move] with the place of each element in channels-last order (N, pixels, C) and in row-major (N, C, pixels). */
private inline fun NativeTensor.eachPlace(move: (from: Int, to: Int) -> Unit) {
    val shape = shape()
    val channels = shape[1].toInt()
    val pixels = pixelCount(shape)
    for (image in 0 until shape[0].toInt()) {
        val start = image * channels * pixels
        for (channel in 0 until channels) {
            for (pixel in 0 until pixels) {
                move(start + pixel * channels + channel, start + channel * pixels + pixel)
            }
        }
    }
}

/** The elements of one channel: height times width, and depth where there is one. */
private fun pixelCount(shape: LongArray): Int = shape.drop(2).fold(1L) { count, size -> count * size }.toInt()
