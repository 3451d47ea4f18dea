package com.example.bench

import kotlin.time.Duration
import kotlin.time.Duration.Companion.microseconds
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TimeSource

/** Prints the nanoseconds of [call], as the quickest of many samples that are short beside a turn on the processor. */
internal fun quickest(who: String, case: String, call: () -> Unit) {
    val warmUp = TimeSource.Monotonic.markNow()
    while (warmUp.elapsedNow() < 1.seconds) call()
    var calls = 1
    while (elapsed(calls, call) < 300.microseconds) calls *= 2
    val start = TimeSource.Monotonic.markNow()
    var best = Duration.INFINITE
    while (start.elapsedNow() < 2.seconds) best = minOf(best, elapsed(calls, call))
    println("\ntime\t$who\t$case\t${best.inWholeNanoseconds.toDouble() / calls}")
}

private fun elapsed(calls: Int, call: () -> Unit): Duration {
    val start = TimeSource.Monotonic.markNow()
    repeat(calls) { call() }
    return start.elapsedNow()
}
