package com.example.sentimentapp

import com.example.sentimentclassifier.SentimentClassifier
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue

/** The presenter of the sample app, with the real model. */
class PresenterOverTorch {
    private val model = checkNotNull(javaClass.getResource("/SentimentClassifier.ptl")).path

    private fun headline(text: String): String =
        SentimentPresenter { SentimentClassifier.load(model) }.use { it.verdict(text).headline }

    @Test
    fun theModelAnswers() {
        assertEquals("Delighted", headline("this product is great!"))
        assertEquals("Not amused", headline("it broke on the first day"))
        assertEquals("No idea", headline("xyzzy"))
    }

    /** Outside of an Android app nobody gives the library a context, so that it finds no asset. */
    @Test
    fun aModelThatIsNotThereIsAVerdict() {
        val verdict = SentimentPresenter().use { it.verdict("this product is great!") }
        assertEquals("No answer", verdict.headline)
        assertTrue(verdict.detail.isNotBlank())
    }
}
