package com.example.sentimentclassifier.torch

/** Whether two values of generated classes are equal, arrays inside lists and maps compared by content. */
internal fun deepEquals(a: Any?, b: Any?): Boolean = when {
    a is BooleanArray && b is BooleanArray -> a.contentEquals(b)
    a is LongArray && b is LongArray -> a.contentEquals(b)
    a is DoubleArray && b is DoubleArray -> a.contentEquals(b)
    a is List<*> && b is List<*> -> a.size == b.size && a.indices.all { deepEquals(a[it], b[it]) }
    a is Map<*, *> && b is Map<*, *> -> a.keys == b.keys && a.keys.all { deepEquals(a[it], b[it]) }
    else -> a == b
}

/** A hash code that agrees with [deepEquals]. */
internal fun deepHashCode(value: Any?): Int = when (value) {
    is BooleanArray -> value.contentHashCode()
    is LongArray -> value.contentHashCode()
    is DoubleArray -> value.contentHashCode()
    is List<*> -> value.fold(1) { hash, element -> 31 * hash + deepHashCode(element) }
    is Map<*, *> -> value.entries.sumOf { (key, element) -> key.hashCode() xor deepHashCode(element) }
    else -> value.hashCode()
}

/** `name(field=value, ...)`, arrays by their content. */
internal fun deepToString(name: String, vararg fields: Pair<String, Any?>): String =
    fields.joinToString(", ", "$name(", ")") { (field, value) -> "$field=${deepToString(value)}" }

private fun deepToString(value: Any?): String = when (value) {
    is BooleanArray -> value.contentToString()
    is LongArray -> value.contentToString()
    is DoubleArray -> value.contentToString()
    is List<*> -> value.joinToString(", ", "[", "]") { deepToString(it) }
    is Map<*, *> -> value.entries.joinToString(", ", "{", "}") { (key, element) -> "$key=${deepToString(element)}" }
    else -> value.toString()
}
