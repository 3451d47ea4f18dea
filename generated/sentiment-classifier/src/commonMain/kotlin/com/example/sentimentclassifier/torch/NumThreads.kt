package com.example.sentimentclassifier.torch

/**
 * Has torch use [count] threads for one operation, in the whole process; without it, as many as the device has fast
 * cores.
 *
 * Call it once, before the first model is loaded: torch makes its threads anew, and calls that run meanwhile wait or
 * keep the number that they began with. Fewer threads leave cores to the rest of the app.
 *
 * @throws TorchException if [count] is not 1 or more
 */
@Throws(TorchException::class)
public fun setNumThreads(count: Int) {
    if (count < 1) throw TorchException("torch needs one thread or more, not $count")
    setNativeThreads(count)
}

internal expect fun setNativeThreads(count: Int)
