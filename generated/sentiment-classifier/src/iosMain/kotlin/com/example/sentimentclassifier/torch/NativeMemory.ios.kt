package com.example.sentimentclassifier.torch

import kotlin.concurrent.AtomicLong
import kotlin.native.runtime.GC
import kotlin.native.runtime.NativeRuntimeApi

private const val COLLECT_AFTER = 64L * 1024 * 1024

private val bytesSinceCollection = AtomicLong(0)

/**
 * Tells the garbage collector of [bytes] of a new tensor. It sees only the small object in front of them, and would let
 * tensors that nobody closes pile up until the system ends the app.
 */
@OptIn(NativeRuntimeApi::class)
internal fun noteNativeBytes(bytes: Long) {
    if (bytesSinceCollection.addAndGet(bytes) > COLLECT_AFTER) {
        bytesSinceCollection.value = 0
        GC.schedule()
    }
}
