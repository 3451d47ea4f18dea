package com.example.sentimentclassifier.torch

/**
 * The element type of a [Tensor].
 *
 * Android carries [UINT8], [INT8], [INT32], [INT64], [FLOAT32] and [FLOAT64]; iOS carries all of them. A model that returns
 * another type on Android ends in a [TorchException]: cast the result inside the exported module.
 *
 * @property byteCount the bytes of one element
 */
public enum class DType(public val byteCount: Int) {
    UINT8(1),
    INT8(1),
    INT16(2),
    INT32(4),
    INT64(8),
    FLOAT16(2),
    FLOAT32(4),
    FLOAT64(8),
    BOOL(1),
    BFLOAT16(2),
}
