package com.example.sentimentclassifier.torch.check

import com.example.sentimentclassifier.torch.TorchException

/** The API of the model file at [path]; null where it is no zip archive, or cannot be opened. */
internal fun readApi(path: String): FoundApi? = openModelFile(path)?.use { file ->
    if (file.read(0, ZIP_START.length)?.decodeToString() != ZIP_START) return null
    try {
        readApi(ModelArchive(file))
    } catch (e: TorchException) {
        throw TorchException("'$path' could not be loaded: ${e.message}")
    } catch (e: RuntimeException) {
        throw TorchException("'$path' could not be loaded: it is damaged ($e)", e)
    }
}

private fun readApi(archive: ModelArchive): FoundApi {
    val className = topClass(archive.readStart("data.pkl", MAX_CLASS_NAME))
    val table = PickleReader(archive.readAll("bytecode.pkl", MAX_BYTECODE)).read() as List<*>
    return ApiReader(className).read(table.drop(1))
}

/** The class of the object in a pickle, which is the first thing in it: `c`, a module's line, a name's line. */
private fun topClass(pickle: ByteArray): String {
    val lines = pickle.decodeToString().split('\n', limit = 3)
    val (module, name) = lines
    if (module.getOrNull(2) != 'c') throw TorchException("its data.pkl holds no module")
    return "${module.substring(3)}.$name"
}

private const val ZIP_START = "PK\u0003\u0004"
private const val MAX_CLASS_NAME = 4096
private const val MAX_BYTECODE = 8 shl 20

/** Reads bytecode: a table of functions, each of them a table of properties. */
private class ApiReader(private val className: String) {
    private val methods = LinkedHashMap<String, List<FoundPart>?>()
    private val types = TypeReader()

    fun read(functions: List<Any?>): FoundApi {
        for (function in functions) {
            val (name, code, schema) = (function as List<*>) + null // the oldest files have no schemas
            for (type in properties(code)["types"] as List<*>) types.define(type as String)
            if ((name as String).substringBeforeLast('.') == className) {
                methods[name.substringAfterLast('.')] = if (schema is List<*>) parts(properties(schema)) else null
            }
        }
        return FoundApi(className.substringAfterLast('.'), methods, types.namedTuples())
    }

    /** The first argument is the module itself. */
    private fun parts(schema: Map<Any?, Any?>): List<FoundPart> {
        val arguments = (schema.getValue("arguments") as List<*>).drop(1).map { row ->
            val argument = properties(row)
            val declaration = "${argument["name"]}: ${types.read(argument["type"] as String)}"
            // No file tells a default of None from none at all.
            FoundPart(declaration, argument["default_value"]?.let(::spelledDefault).orEmpty())
        }
        val results = (schema.getValue("returns") as List<*>).map { types.read(properties(it)["type"] as String) }
        val result = results.singleOrNull() ?: if (results.isEmpty()) "NoneType" else "Tuple[${results.joinToString()}]"
        return arguments + FoundPart("-> $result")
    }

    private fun properties(table: Any?): Map<Any?, Any?> =
        (table as List<*>).associate { row -> (row as List<*>).let { (name, value) -> name to value } }
}

/** Reads types, and the definitions of NamedTuples: `__torch__.Point[NamedTuple, [[x, Tensor],[y, int]]]`. */
private class TypeReader {
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
