package com.example.modelstore

import com.example.sentimentclassifier.SentimentClassifier
import com.example.sentimentclassifier.torch.TorchException
import com.sun.net.httpserver.HttpExchange
import com.sun.net.httpserver.HttpServer
import java.io.File
import java.net.InetAddress
import java.net.InetSocketAddress
import java.security.MessageDigest
import java.util.concurrent.CompletableFuture
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicBoolean
import kotlin.concurrent.thread
import kotlin.test.AfterTest
import kotlin.test.Test
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertIs
import kotlin.test.assertNotEquals
import kotlin.test.assertNull
import kotlin.test.assertTrue

class ModelStoreTest {
    private val folder = File.createTempFile("store", "").also { it.delete() }.also { it.mkdirs() }

    private val server = HttpServer.create(InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0).also { it.start() }

    private val store = ModelStore(folder.path, "sentiment") { SentimentClassifier.load(it).close() }

    private val old = resource("SentimentClassifier.ptl")

    private val new = resource("retrained.ptl")

    @AfterTest
    fun stop() = server.stop(0)

    private fun resource(name: String): ByteArray = javaClass.getResource("/$name")!!.readBytes()

    private fun offer(name: String, answer: (HttpExchange) -> Unit): String {
        server.createContext("/$name") { exchange ->
            try {
                answer(exchange)
            } finally {
                exchange.close()
            }
        }
        return "http://${server.address.hostString}:${server.address.port}/$name"
    }

    private fun HttpExchange.send(bytes: ByteArray, announced: Int = bytes.size) {
        sendResponseHeaders(200, announced.toLong())
        responseBody.write(bytes)
    }

    private fun digest(bytes: ByteArray): String =
        MessageDigest.getInstance("SHA-256").digest(bytes).joinToString("") { "%02X".format(it) }

    private fun release(url: String, bytes: ByteArray) = ModelRelease(url, bytes.size.toLong(), digest(bytes))

    private fun take(name: String, bytes: ByteArray) = store.update(release(offer(name) { it.send(bytes) }, bytes))

    private fun answer(): List<Float> = SentimentClassifier.load(store.current()!!).use { model ->
        model.forward(model.preprocess("great")).toFloatArray().toList()
    }

    /** The [refused] release is not taken, and the one before still is what it was. */
    private fun assertKept(refused: ModelRelease): ModelStoreException {
        if (store.current() == null) take("old", old)
        val before = answer()
        val failure = assertFailsWith<ModelStoreException> { store.update(refused) }
        assertEquals(before, answer())
        assertEquals(listOf("sentiment.ptl"), folder.list()!!.toList())
        assertTrue(File(store.current()!!).readBytes().contentEquals(old))
        return failure
    }

    @Test
    fun theFirstModelComes() {
        assertNull(store.current())
        take("old", old)
        assertTrue(answer().isNotEmpty())
    }

    @Test
    fun aNewModelTakesThePlaceOfTheOldOne() {
        take("old", old)
        val before = answer()
        take("new", new)
        assertNotEquals(before, answer())
        assertEquals(listOf("sentiment.ptl"), folder.list()!!.toList())
    }

    @Test
    fun aFirstModelThatIsRefusedLeavesNothing() {
        val url = offer("new") { it.send(new) }
        assertFailsWith<ModelStoreException> { store.update(ModelRelease(url, new.size.toLong(), digest(old))) }
        assertNull(store.current())
        assertEquals(emptyList(), folder.list()!!.toList())
    }

    @Test
    fun anotherFileThanAnnouncedIsNotTaken() {
        val url = offer("new") { it.send(new) }
        val failure = assertKept(ModelRelease(url, new.size.toLong(), digest(old)))
        assertContains(failure.message!!, "has the SHA-256 ${digest(new).lowercase()}, not ${digest(old)}")
    }

    @Test
    fun aLargerFileIsGivenUp() {
        val wasCutOff = CompletableFuture<Boolean>()
        val url = offer("endless") { exchange ->
            exchange.sendResponseHeaders(200, 0)
            val sent = runCatching { repeat(10_000) { exchange.responseBody.write(ByteArray(10_000)) } }
            wasCutOff.complete(sent.isFailure)
        }
        assertContains(assertKept(release(url, new)).message!!, "bytes, not ${new.size}")
        assertTrue(wasCutOff.get(30, TimeUnit.SECONDS), "it was read to its end")
    }

    @Test
    fun aConnectionThatBreaksLeavesTheOldModel() {
        assertKept(release(offer("torn") { it.send(new.copyOf(new.size / 2), new.size) }, new))
    }

    @Test
    fun whatTheServerLacksLeavesTheOldModel() {
        val url = offer("lacking") { it.sendResponseHeaders(404, -1) }
        assertContains(assertKept(release(url, new)).message!!, "the server answered 404")
        server.stop(0)
        assertKept(release(url, new))
    }

    @Test
    fun aModelOfAnotherApiIsNotTaken() {
        val other = resource("other.ptl")
        val failure = assertKept(release(offer("other") { it.send(other) }, other))
        assertIs<TorchException>(failure.cause)
        assertContains(failure.message!!, "another API")
    }

    @Test
    fun aFileThatIsNoModelIsNotTaken() {
        val garbage = ByteArray(5000) { it.toByte() }
        val failure = assertKept(release(offer("garbage") { it.send(garbage) }, garbage))
        assertIs<TorchException>(failure.cause)
    }

    @Test
    fun whoLoadsMeanwhileGetsAWholeModel() {
        take("old", old)
        val answers = listOf(answer(), run { take("new", new) }.let { answer() })
        val isDone = AtomicBoolean()
        val seen = mutableSetOf<List<Float>>()
        val reader = thread { while (!isDone.get()) seen += answer() }
        repeat(20) { take("round$it", if (it % 2 == 0) old else new) }
        isDone.set(true)
        reader.join()
        assertTrue(seen.isNotEmpty() && answers.containsAll(seen), "$seen, not $answers")
    }
}
