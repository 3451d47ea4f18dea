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
    /** `torch.uint8` */
    UINT8(1),

    /** `torch.int8` */
    INT8(1),

    /** `torch.int16` or `torch.short` */
    INT16(2),

    /** `torch.int32` or `torch.int` */
    INT32(4),

    /** `torch.int64` or `torch.long` */
    INT64(8),

    /** `torch.float16` or `torch.half` */
    FLOAT16(2),

    /** `torch.float32` or `torch.float` */
    FLOAT32(4),

    /** `torch.float64` or `torch.double` */
    FLOAT64(8),

    /** `torch.bool`, a byte of 0 or 1 for each element */
    BOOL(1),

    /** `torch.bfloat16` */
    BFLOAT16(2),
}
