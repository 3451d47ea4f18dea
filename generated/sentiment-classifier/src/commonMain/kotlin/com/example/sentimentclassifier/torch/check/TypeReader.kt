package com.example.sentimentclassifier.torch.check

import com.example.sentimentclassifier.torch.TorchException

/** Reads types, and the definitions of NamedTuples: `__torch__.Point[NamedTuple, [[x, Tensor],[y, int]]]`. */
internal class TypeReader {
    private class NamedTuple(val fields: List<FoundPart>, val names: Set<String>)

    private val definitions = HashMap<String, NamedTuple>()
    private val signatureNames = LinkedHashSet<String>()
    private var names: MutableSet<String> = signatureNames
    private var left = MAX_CHARACTERS
    private var tokens = emptyList<String>()
    private var at = 0

    /** Those that signatures name, or fields of others that they name; a model may have more for itself. */
    fun namedTuples(): List<Pair<String, List<FoundPart>>> {
        val found = ArrayList(signatureNames)
        val known = HashSet(signatureNames)
        var next = 0
        while (next < found.size) definitions[found[next++]]?.names?.filterTo(found, known::add)
        return found.mapNotNull { name -> definitions[name]?.let { name.substringAfterLast('.') to it.fields } }
    }

    /** Takes note of the definitions in a type that a method uses. */
    fun define(type: String) {
        if ("[NamedTuple" !in type) return
        names = HashSet()
        read(type)
        names = signatureNames
    }

    /** The [type] of a signature without modules of classes: where one stands in the sources is no part of an API. */
    fun read(type: String): String {
        left -= type.length
        if (left < 0 || type.length > MAX_TYPE) throw TorchException("a type in it is longer than any model's")
        tokens = TOKEN.findAll(type).map { it.value }.toList()
        at = 0
        return type(0)
    }

    private fun type(depth: Int): String {
        if (depth > MAX_DEPTH) throw TorchException("a type in it is nested more than $MAX_DEPTH deep")
        val qualifiedName = tokens[at++]
        val name = qualifiedName.substringAfterLast('.')
        names += qualifiedName
        if (tokens.getOrNull(at) != "[") return name
        at++
        if (tokens[at] == "NamedTuple") {
            val outer = names
            names = HashSet()
            definitions[qualifiedName] = NamedTuple(fields(depth), names)
            names = outer
            return name
        }
        val elements = mutableListOf<String>()
        while (tokens[at] != "]") elements += type(depth + 1)
        at++
        return "$name[${elements.joinToString()}]"
    }

    /** From `NamedTuple` to the bracket that ends the definition. */
    private fun fields(depth: Int): List<FoundPart> {
        val fields = mutableListOf<FoundPart>()
        at += 2
        while (tokens[at] == "[") {
            val name = tokens[at + 1]
            at += 2
            fields += FoundPart("$name: ${type(depth + 1)}")
            at++
        }
        at += 2
        return fields
    }

    private companion object {
        val TOKEN = Regex("""[^\[\], ]+|[\[\]]""")
        const val MAX_TYPE = 64 shl 10
        const val MAX_CHARACTERS = 2 shl 20
        const val MAX_DEPTH = 50
    }
}
