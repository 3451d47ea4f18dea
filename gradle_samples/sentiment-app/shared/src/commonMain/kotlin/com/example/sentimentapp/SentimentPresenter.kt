package com.example.sentimentapp

import com.example.sentimentclassifier.Sentiment
import com.example.sentimentclassifier.SentimentClassifier
import com.example.sentimentclassifier.SentimentClassifierLabel
import com.example.sentimentclassifier.SentimentClassifierLabels
import com.example.sentimentclassifier.torch.TorchException
import kotlin.math.max
import kotlin.math.roundToInt

/** What the screen says of a text. */
public class Verdict(public val headline: String, public val detail: String)

/** Decides what the screen says. Its calls block, the first one while the model loads: keep them off the main thread. */
public class SentimentPresenter internal constructor(load: () -> SentimentClassifier) : AutoCloseable {
    private val model = lazy(load)

    /** With the model that is part of the library. */
    public constructor() : this({ SentimentClassifier.loadBundled() })

    /** Never throws: what fails is a verdict, too. */
    public fun verdict(text: String): Verdict = try {
        describe(model.value.classify(text))
    } catch (problem: TorchException) {
        Verdict("No answer", problem.message.orEmpty())
    }

    private fun describe(sentiment: Sentiment): Verdict {
        if (sentiment.knownWords == 0L) return Verdict("No idea", "I know none of these words.")
        val sure = (max(sentiment.score, 1 - sentiment.score) * 100).roundToInt()
        val headline = when (SentimentClassifierLabels.classifyLabel[sentiment.label]) {
            SentimentClassifierLabel.NEGATIVE -> "Not amused"
            SentimentClassifierLabel.POSITIVE -> "Delighted"
        }
        return Verdict(headline, "$sure % sure. Words that I know: ${sentiment.knownWords}")
    }

    override fun close() {
        if (model.isInitialized()) model.value.close()
    }
}
