package com.example.sentimentclassifier.torch

import kotlin.test.assertFailsWith
import kotlin.test.fail

/** One call as torch answered it, still undecoded: [bytes] from [start] on. */
internal class RecordedCase(private val bytes: ByteArray, private val start: Int) {
    /** The inputs. A tensor that the platform does not carry is a [TorchException]. */
    fun inputs(): List<IValue> = RecordingReader(bytes, start).readList { readValue() }

    /** The inputs and torch's answer, which is null where it raised. */
    fun decode(): Pair<List<IValue>, IValue?> {
        val reader = RecordingReader(bytes, start)
        val inputs = reader.readList { readValue() }
        return inputs to if (reader.readByte() == 0) reader.readValue() else null
    }
}

/**
 * What torch answered to which inputs, by method, as `kmpgen record` stored it.
 *
 * torch of the same version gives the same numbers to the last bit: with `KMPGEN_EXACT=1` in the environment nothing else
 * will do. Other versions and processors round differently, for which the recording has tolerances.
 */
internal class TorchRecording(private val comparison: Comparison, private val cases: Map<String, List<RecordedCase>>) {
    /**
     * Runs the cases of [method] in their order, as they were recorded, and compares what [call] answers.
     *
     * Of [refusedOnAndroid], counted from 1, Android cannot carry an input or the answer, and has to say so.
     */
    fun replay(method: String, refusedOnAndroid: Set<Int> = emptySet(), call: (List<IValue>) -> IValue) {
        cases.getValue(method).forEachIndexed { index, case ->
            val name = "$method, example ${index + 1}"
            if (isAndroid && index + 1 in refusedOnAndroid) {
                assertFailsWith<TorchException>(name) { call(case.inputs()) }
            } else {
                replay(name, case, call)
            }
        }
    }

    private fun replay(name: String, case: RecordedCase, call: (List<IValue>) -> IValue) {
        val (inputs, expected) = case.decode()
        if (expected == null) {
            assertFailsWith<TorchException>(name) { call(inputs) }
        } else {
            comparison.difference(expected, call(inputs))?.let { fail("$name: $it") }
        }
    }

    companion object {
        /** The recording in the resource [name]. */
        fun read(name: String): TorchRecording {
            val bytes = readFile(resourcePath(name))
            val reader = RecordingReader(bytes, 0)
            reader.checkMagic()
            reader.readString() // the model's fingerprint, which the build has compared
            reader.readString() // torch's version
            val tolerances = reader.readList { readDType() to Tolerance(readDouble(), readDouble()) }.toMap()
            val cases = reader.readList { readString() to readList { skipCase() } }.toMap()
            val exact = environment("KMPGEN_EXACT") == "1"
            val found = cases.mapValues { (_, starts) -> starts.map { RecordedCase(bytes, it) } }
            return TorchRecording(Comparison(if (exact) emptyMap() else tolerances), found)
        }
    }
}
