@file:OptIn(BetaInteropApi::class, ExperimentalForeignApi::class)

package com.example.sentimentclassifier.torch

import com.example.sentimentclassifier.torch.cinterop.PLMRuntime
import kotlinx.cinterop.BetaInteropApi
import kotlinx.cinterop.ByteVar
import kotlinx.cinterop.CPointer
import kotlinx.cinterop.DoubleVar
import kotlinx.cinterop.ExperimentalForeignApi
import kotlinx.cinterop.FloatVar
import kotlinx.cinterop.ForeignException
import kotlinx.cinterop.IntVar
import kotlinx.cinterop.LongVar
import kotlinx.cinterop.ShortVar
import kotlinx.cinterop.addressOf
import kotlinx.cinterop.autoreleasepool
import kotlinx.cinterop.usePinned

/** Runs [block], which calls native code: its temporary objects end here, and only a [TorchException] leaves. */
internal inline fun <T> callNative(block: () -> T): T = autoreleasepool {
    try {
        block()
    } catch (exception: ForeignException) {
        throw TorchException(exception.message, exception)
    }
}

/** The result of a native call that gives null when it fails. */
internal fun <T : Any> T?.orThrow(): T = this ?: throw lastFailure()

/** The result of a native call that gives false when it fails. */
internal fun Boolean.orThrow() {
    if (!this) throw lastFailure()
}

private fun lastFailure() = TorchException(PLMRuntime.lastFailure())

// What has no elements has no address.

internal inline fun <T> ByteArray.usePointer(offset: Int = 0, block: (CPointer<ByteVar>?) -> T): T =
    if (offset == size) block(null) else usePinned { block(it.addressOf(offset)) }

internal inline fun <T> ShortArray.usePointer(offset: Int = 0, block: (CPointer<ShortVar>?) -> T): T =
    if (offset == size) block(null) else usePinned { block(it.addressOf(offset)) }

internal inline fun <T> IntArray.usePointer(offset: Int = 0, block: (CPointer<IntVar>?) -> T): T =
    if (offset == size) block(null) else usePinned { block(it.addressOf(offset)) }

internal inline fun <T> LongArray.usePointer(offset: Int = 0, block: (CPointer<LongVar>?) -> T): T =
    if (offset == size) block(null) else usePinned { block(it.addressOf(offset)) }

internal inline fun <T> FloatArray.usePointer(offset: Int = 0, block: (CPointer<FloatVar>?) -> T): T =
    if (offset == size) block(null) else usePinned { block(it.addressOf(offset)) }

internal inline fun <T> DoubleArray.usePointer(offset: Int = 0, block: (CPointer<DoubleVar>?) -> T): T =
    if (offset == size) block(null) else usePinned { block(it.addressOf(offset)) }

/** torch's form of booleans: a byte each. */
internal fun BooleanArray.toBytes(): ByteArray = ByteArray(size) { if (this[it]) 1 else 0 }

internal fun ByteArray.toBooleans(): BooleanArray = BooleanArray(size) { this[it] != 0.toByte() }

/** The size of an array for [count] elements. */
internal fun arraySize(count: ULong): Int {
    if (count > Int.MAX_VALUE.toULong()) throw TorchException("$count elements do not fit into one array")
    return count.toInt()
}
