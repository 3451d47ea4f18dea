package com.example.sentimentclassifier.torch.check

import com.example.sentimentclassifier.torch.TorchException

/**
 * The signatures that a facade was generated for, to refuse the file of another model before it is loaded.
 *
 * A signature is a list of parts, spelled as TorchScript does: `"x: Tensor"`, `"threshold: float=0.5"`, `"-> Tensor"`.
 *
 * @param className the model's class
 * @param methods the signatures of all its methods
 * @param namedTuples the fields of the NamedTuples in them; two may have one name
 */
public class ModelApi(
    private val className: String,
    private val methods: Map<String, List<String>>,
    private val namedTuples: List<Pair<String, List<String>>> = emptyList(),
) {
    /**
     * Refuses the file at [path] where its signatures are others. Its weights are not read.
     *
     * A flatbuffer file and one that is no model at all pass: the first is not understood, the second is for
     * torch to refuse.
     *
     * @throws TorchException if the file has other signatures, and says which; or if they cannot be read
     */
    @Throws(TorchException::class)
    public fun check(path: String) {
        openModelFile(path)?.use { check(it, "'$path'", path.substringAfterLast('/')) }
    }

    /** Does the same with the [bytes] of a file. */
    @Throws(TorchException::class)
    public fun check(bytes: ByteArray): Unit = check(BytesModelFile(bytes), "the model in memory", "MODEL")

    /** Messages call what is checked [name], and the model of a new build [model]. */
    private fun check(file: ModelFile, name: String, model: String) {
        val found = readApi(file, name) ?: return
        val differences = differences(found).distinct()
        if (differences.isEmpty()) return
        val shown = differences.take(MAX_SHOWN).joinToString("") { "\n- ${it.filterNot(Char::isISOControl)}" }
        val more = if (differences.size > MAX_SHOWN) "\n- and ${differences.size - MAX_SHOWN} more" else ""
        throw TorchException(
            "$name has another API than this library was generated for:$shown$more\n" +
                "Generate the library again (kmpgen build $model), or load the model that it was generated for.",
        )
    }

    private fun differences(found: FoundApi): List<String> = buildList {
        if (found.className != className) add("expected class $className, found ${found.className}")
        for ((name, parts) in methods) {
            if (name !in found.methods) add("${signature(name, parts)} is missing")
            addAll(differences(name, parts, found.methods[name]))
        }
        for ((name, parts) in found.methods) {
            if (name !in methods) add("${signature(name, parts)} is new")
        }
        for ((name, fields) in found.namedTuples) {
            val known = namedTuples.filter { it.first == name }.map { differences(name, it.second, fields) }
            if (known.none { it.isEmpty() }) addAll(known.firstOrNull().orEmpty())
        }
    }

    private fun signature(name: String, parts: List<Any>?): String =
        if (parts == null) name else "$name(${parts.dropLast(1).joinToString()}) ${parts.last()}"

    /** Nothing where [found] is null: the oldest files tell names only. */
    private fun differences(name: String, expected: List<String>, found: List<FoundPart>?): List<String> {
        if (found == null) return emptyList()
        if (expected.size == found.size) {
            return expected.zip(found).filterNot { (part, other) -> other.matches(part) }
                .map { (part, other) -> "$name: expected '$part', found '$other'" }
        }
        val others = found.associateBy { it.name }
        val names = expected.map { it.substringBefore(' ') }
        return expected.zip(names).mapNotNull { (part, partName) ->
            val other = others[partName]
            when {
                other == null -> "$name: '$part' is missing"
                other.matches(part) -> null
                else -> "$name: expected '$part', found '$other'"
            }
        } + found.filter { it.name !in names }.map { "$name: '$it' is new" }
    }

    private companion object {
        const val MAX_SHOWN = 20
    }
}
