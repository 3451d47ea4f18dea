@file:OptIn(ExperimentalForeignApi::class)

package com.example.sentimentclassifier.torch

import com.example.sentimentclassifier.torch.cinterop.PLMDType
import com.example.sentimentclassifier.torch.cinterop.PLMDTypeBFloat16
import com.example.sentimentclassifier.torch.cinterop.PLMDTypeBool
import com.example.sentimentclassifier.torch.cinterop.PLMDTypeFloat16
import com.example.sentimentclassifier.torch.cinterop.PLMDTypeFloat32
import com.example.sentimentclassifier.torch.cinterop.PLMDTypeFloat64
import com.example.sentimentclassifier.torch.cinterop.PLMDTypeInt16
import com.example.sentimentclassifier.torch.cinterop.PLMDTypeInt32
import com.example.sentimentclassifier.torch.cinterop.PLMDTypeInt64
import com.example.sentimentclassifier.torch.cinterop.PLMDTypeInt8
import com.example.sentimentclassifier.torch.cinterop.PLMDTypeUInt8
import kotlinx.cinterop.ExperimentalForeignApi

internal val DType.native: PLMDType
    get() =
        when (this) {
            DType.UINT8 -> PLMDTypeUInt8
            DType.INT8 -> PLMDTypeInt8
            DType.INT16 -> PLMDTypeInt16
            DType.INT32 -> PLMDTypeInt32
            DType.INT64 -> PLMDTypeInt64
            DType.FLOAT16 -> PLMDTypeFloat16
            DType.FLOAT32 -> PLMDTypeFloat32
            DType.FLOAT64 -> PLMDTypeFloat64
            DType.BOOL -> PLMDTypeBool
            DType.BFLOAT16 -> PLMDTypeBFloat16
        }

internal fun dtypeOf(native: PLMDType): DType =
    DType.entries.firstOrNull { it.native == native } ?: throw TorchException("there is no dtype $native")
