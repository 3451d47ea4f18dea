package com.example.sentimentclassifier.torch.check

import com.example.sentimentclassifier.torch.TorchException

/** The API of a model [file], which messages call [name]; null where it is no zip archive. */
internal fun readApi(file: ModelFile, name: String): FoundApi? {
    if (file.read(0, ZIP_START.length)?.decodeToString() != ZIP_START) return null
    return try {
        readApi(ModelArchive(file))
    } catch (e: TorchException) {
        throw TorchException("$name could not be loaded: ${e.message}")
    } catch (e: RuntimeException) {
        throw TorchException("$name could not be loaded: it is damaged ($e)", e)
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
