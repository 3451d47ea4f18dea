@file:OptIn(ExperimentalForeignApi::class)

package com.example.sentimentclassifier.torch

import com.example.sentimentclassifier.torch.cinterop.PLMRuntime
import kotlinx.cinterop.ExperimentalForeignApi

internal actual fun setNativeThreads(count: Int) {
    callNative { PLMRuntime.setNumThreads(count.toLong(), error = null).orThrow() }
}
