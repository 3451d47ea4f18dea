@file:OptIn(ExperimentalForeignApi::class)

package com.example.sentimentclassifier.torch

import kotlinx.cinterop.ExperimentalForeignApi
import platform.Foundation.NSData
import platform.Foundation.NSMutableData
import platform.Foundation.NSNumber
import platform.Foundation.dataWithLength

/**
 * A tensor of a copy of [data], the raw little-endian bytes of elements of type [dtype] in row-major order.
 *
 * In Swift: `try Tensor.companion.of(data: data, dtype: .float32, shape: [1, 3])`.
 *
 * @throws TorchException if [data] does not hold exactly the elements of a tensor of that [shape]
 */
@Throws(TorchException::class)
public fun Tensor.Companion.of(data: NSData, dtype: DType, shape: List<NSNumber>): Tensor =
    callNative { ofBytes(data.bytes, data.length, dtype, LongArray(shape.size) { shape[it].longLongValue }) }

/** The elements as raw little-endian bytes, in row-major order: what [Tensor.toByteArray] gives, without an array. */
@Throws(TorchException::class)
public fun Tensor.toNSData(): NSData = callNative {
    val data = NSMutableData.dataWithLength(byteCount)
    data ?: throw TorchException("there is no memory for $byteCount bytes")
    copyTo(data.mutableBytes)
    data
}
