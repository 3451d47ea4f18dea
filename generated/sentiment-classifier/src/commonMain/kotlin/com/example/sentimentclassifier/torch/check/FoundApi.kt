package com.example.sentimentclassifier.torch.check

import com.example.sentimentclassifier.torch.TorchException

/** What a model file offers; see [ModelApi]. The parts of a method are null where the file is too old to tell them. */
internal class FoundApi(
    val className: String,
    val methods: Map<String, List<FoundPart>?>,
    val namedTuples: List<Pair<String, List<FoundPart>>>,
)

/** A part of a signature. Floats in its default stay numbers: no two platforms write all of them alike. */
internal class FoundPart(private val declaration: String, private val default: List<Any> = emptyList()) {
    /** As in the spelled part: `x:`, or `->` for a result. */
    val name: String = declaration.substringBefore(' ')

    /** Whether this is what [expected] spells. A long default is spelled as `#` and a hash. */
    fun matches(expected: String): Boolean {
        if (!expected.startsWith(declaration)) return false
        val text = expected.substring(declaration.length)
        return if (text.startsWith("=#")) text == "=#${hash()}" else matchesDefault(text)
    }

    private fun matchesDefault(expected: String): Boolean {
        var at = 0
        for (piece in default) {
            val text = if (piece is Double) numberAt(expected, at) else piece.toString()
            val isSame = if (piece is Double) isSame(text, piece) else expected.startsWith(text, at)
            if (!isSame) return false
            at += text.length
        }
        return at == expected.length
    }

    private fun isSame(text: String, number: Double) = text.toDoubleOrNull()?.toBits() == number.toBits()

    private fun numberAt(text: String, at: Int): String =
        text.substring(at).takeWhile { it.isLetterOrDigit() || it in "+-." }

    /** FNV-1a, folded at each step: what counts of a float is its high bits. */
    private fun hash(): String {
        var hash = -0x340d631b7bdddcdbL
        for (piece in default.drop(1)) {
            val units = if (piece is Double) listOf(piece.toBits()) else piece.toString().map { it.code.toLong() }
            for (unit in units) {
                hash = (hash xor unit) * 0x100000001b3L
                hash = hash xor (hash ushr 32)
            }
        }
        return hash.toULong().toString(16)
    }

    override fun toString(): String {
        val text = declaration + default.joinToString("")
        return if (text.length > MAX_SHOWN) "${text.take(MAX_SHOWN)}..." else text
    }

    private companion object {
        const val MAX_SHOWN = 200
    }
}

/** The pieces of a default as TorchScript spells it, an equals sign first. */
internal fun spelledDefault(value: Any?): List<Any> = DefaultSpeller().apply { spell(value, 0) }.pieces

private class DefaultSpeller {
    val pieces = mutableListOf<Any>("=")
    private var left = MAX_PARTS

    fun spell(value: Any?, depth: Int) {
        left -= 1 + if (value is String) value.length / PART_SIZE else 0
        if (depth > MAX_DEPTH || left < 0) throw TorchException("a default in it is larger than any model's")
        when (value) {
            null -> pieces += "None"
            true -> pieces += "True"
            false -> pieces += "False"
            is Double -> pieces += value
            is Long -> pieces += value.toString()
            is String -> pieces += quoted(value)
            is List<*> -> spellAll("(", value, ")", depth)
            is PickledList -> spellAll("[", value.items, "]", depth)
            is PickledDict -> spellAll("{", value.items, "}", depth)
            is PickledCall -> spellCall(value, depth)
            else -> pieces += "?"
        }
    }

    private fun spellAll(open: String, values: List<Any?>, close: String, depth: Int) {
        pieces += open
        values.forEachIndexed { index, value ->
            if (index > 0) pieces += ", "
            spell(value, depth + 1)
        }
        pieces += close
    }

    /** A typed list, a Tensor by its dtype and shape, or `?` for what is never compared. */
    private fun spellCall(call: PickledCall, depth: Int) {
        val arguments = call.arguments
        if (call.name.startsWith("torch.jit._pickle.")) {
            spell(arguments.first(), depth + 1)
        } else if (call.name.startsWith("torch._utils._rebuild_tensor")) {
            val storage = (arguments[0] as List<*>)[1] as PickledName
            pieces += storage.name.substringAfterLast('.').removeSuffix("Storage").lowercase()
            spellAll("[", arguments[2] as List<*>, "]", depth)
        } else {
            pieces += "?"
        }
    }

    private fun quoted(text: String): String = buildString {
        append('\'')
        for (char in text) {
            when {
                char == '\'' || char == '\\' -> append('\\').append(char)
                char.isISOControl() -> append("\\u").append(char.code.toString(16).padStart(4, '0'))
                else -> append(char)
            }
        }
        append('\'')
    }

    private companion object {
        const val MAX_PARTS = 100_000
        const val PART_SIZE = 64
        const val MAX_DEPTH = 40
    }
}
