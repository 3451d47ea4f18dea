package com.example.sentimentapp

import kotlin.test.Test
import kotlin.test.assertEquals

/** The presenter of the sample app, with the real model. */
class PresenterOverTorch {
    private fun headline(path: String, text: String): String = SentimentPresenter(path).use { it.verdict(text).headline }

    private val model = checkNotNull(javaClass.getResource("/SentimentClassifier.ptl")).path

    @Test
    fun theModelAnswers() {
        assertEquals("positive", headline(model, "this product is great!"))
        assertEquals("negative", headline(model, "it broke on the first day"))
        assertEquals("No idea", headline(model, "xyzzy"))
    }

    @Test
    fun aModelThatIsNotThereIsAVerdict() {
        assertEquals("No answer", headline("/nowhere/sentiment.ptl", "this product is great!"))
    }
}
