package com.example.guarded

import com.example.guarded.torch.TorchException
import com.example.guarded.torch.check.ModelApi
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue
import kotlin.time.TimeSource

internal fun assertLoads(name: String): Unit =
    Guarded.load(modelPath(name)).use { model -> assertEquals(7, model.helper(7)) }

/** [load] must name exactly these [differences], and its counterpart without the check must take the file. */
internal fun assertRefused(name: String, vararg differences: String) {
    val path = modelPath(name)
    val lines = messageOf { Guarded.load(path) }.lines()
    assertEquals("'$path' has another API than this library was generated for:", lines.first())
    assertEquals(differences.map { "- $it" }, lines.drop(1).dropLast(1))
    val way = "Generate the library again (kmpgen build $name), or load the model that it was generated for."
    assertEquals(way, lines.last())
    val inMemory = messageOf { Guarded.load(readBytes(path)) }.lines()
    assertEquals(lines.drop(1).dropLast(1), inMemory.drop(1).dropLast(1))
    Guarded.loadUnchecked(path).close()
}

internal fun assertBroken(name: String, vararg parts: String) {
    val message = messageOf { Guarded.load(modelPath(name)) }
    for (part in parts) assertContains(message, part)
}

internal fun messageOf(action: () -> Unit): String = assertFailsWith<TorchException> { action() }.message.orEmpty()

/** Nothing but a [TorchException] comes of files that were made to do harm, and it comes soon. */
internal fun assertHarmless(list: String) {
    val api = ModelApi("NoSuchClass", emptyMap())
    for (name in readBytes(modelPath(list)).decodeToString().lines().filter { it.isNotEmpty() }) {
        val start = TimeSource.Monotonic.markNow()
        val path = modelPath(name)
        val bytes = readBytes(path)
        for (check in listOf({ api.check(path) }, { api.check(bytes) })) {
            try {
                check()
            } catch (_: TorchException) {
                // as it should
            } catch (e: Throwable) {
                throw AssertionError("$name: $e", e)
            }
        }
        assertTrue(start.elapsedNow().inWholeSeconds < 10, "$name took ${start.elapsedNow()}")
    }
}
