package com.example.sentimentapp

import com.example.sentimentclassifier.SentimentClassifier
import com.example.sentimentclassifier.torch.IValue
import com.example.sentimentclassifier.torch.TorchException
import com.example.sentimentclassifier.torch.TorchModule
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertTrue

/** Needs neither a model nor torch: a module that answers what a test wants takes their place. */
class SentimentPresenterTest {
    private class FakeModule(private val answer: () -> IValue) : TorchModule {
        var closed = false

        override fun runMethod(name: String, vararg inputs: IValue): IValue = answer()

        override fun close() {
            closed = true
        }
    }

    private fun sentiment(label: String, score: Double, knownWords: Long): IValue =
        IValue.tupleFrom(IValue.from(label), IValue.from(score), IValue.from(knownWords))

    private fun verdict(answer: () -> IValue): Pair<String, String> {
        val verdict = SentimentPresenter { SentimentClassifier(FakeModule(answer)) }.verdict("a text")
        return verdict.headline to verdict.detail
    }

    @Test
    fun bothLabelsSayHowSureTheyAre() {
        val positive = verdict { sentiment("positive", 0.934, 5) }
        val negative = verdict { sentiment("negative", 0.066, 1) }
        assertEquals("Delighted" to "93 % sure. Words that I know: 5", positive)
        assertEquals("Not amused" to "93 % sure. Words that I know: 1", negative)
    }

    @Test
    fun unknownWordsAreNoSentiment() {
        assertEquals("No idea" to "I know none of these words.", verdict { sentiment("negative", 0.4, 0) })
    }

    @Test
    fun failuresAreShown() {
        assertEquals("No answer" to "out of memory", verdict { throw TorchException("out of memory") })
    }

    @Test
    fun closeFreesTheModelThatWasLoaded() {
        val module = FakeModule { sentiment("positive", 1.0, 1) }
        val unused = FakeModule { sentiment("positive", 1.0, 1) }
        SentimentPresenter { SentimentClassifier(module) }.use { it.verdict("a text") }
        SentimentPresenter { SentimentClassifier(unused) }.close()
        assertTrue(module.closed)
        assertFalse(unused.closed)
    }
}
