@file:OptIn(ExperimentalForeignApi::class)

package platform.Foundation

import kotlinx.cinterop.ByteVar
import kotlinx.cinterop.COpaquePointer
import kotlinx.cinterop.CPointer
import kotlinx.cinterop.ExperimentalForeignApi
import kotlinx.cinterop.allocArray
import kotlinx.cinterop.nativeHeap

// What emitted sources and their tests take of Apple's Foundation, declared as there. Memory is never given back.

public open class NSData internal constructor(public val length: ULong) {
    internal val memory: CPointer<ByteVar>? = if (length > 0uL) nativeHeap.allocArray(length.toLong()) else null

    public val bytes: COpaquePointer? get() = memory

    public companion object
}

public class NSMutableData internal constructor(length: ULong) : NSData(length) {
    public val mutableBytes: COpaquePointer? get() = memory

    public companion object
}

public fun NSMutableData.Companion.dataWithLength(length: ULong): NSMutableData? = NSMutableData(length)

public class NSNumber(longLong: Long) {
    public val longLongValue: Long = longLong
}
