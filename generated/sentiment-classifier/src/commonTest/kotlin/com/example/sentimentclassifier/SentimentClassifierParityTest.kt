package com.example.sentimentclassifier

import com.example.sentimentclassifier.torch.IValue
import com.example.sentimentclassifier.torch.TorchRecording
import com.example.sentimentclassifier.torch.resourcePath
import kotlin.test.Test

/** What [SentimentClassifier] answers to recorded inputs, compared with what torch answered. */
class SentimentClassifierParityTest {
    private val recording = TorchRecording.read("SentimentClassifier.parity")

    private val path = resourcePath("SentimentClassifier.ptl")

    @Test
    fun forward() = SentimentClassifier.load(path).use { model ->
        recording.replay("forward") { inputs ->
            val result = model.forward(inputs[0].toTensor())
            IValue.from(result)
        }
    }

    @Test
    fun classify() = SentimentClassifier.load(path).use { model ->
        recording.replay("classify") { inputs ->
            val result = model.classify(inputs[0].toStr(), inputs[1].toDouble())
            fromSentiment(result)
        }
    }

    @Test
    fun labels() = SentimentClassifier.load(path).use { model ->
        recording.replay("labels") { inputs ->
            val result = model.labels()
            IValue.listFrom(result.map { IValue.from(it) })
        }
    }

    @Test
    fun preprocess() = SentimentClassifier.load(path).use { model ->
        recording.replay("preprocess") { inputs ->
            val result = model.preprocess(inputs[0].toStr())
            IValue.from(result)
        }
    }
}

private fun fromSentiment(value: Sentiment): IValue =
    IValue.tupleFrom(IValue.from(value.label), IValue.from(value.score), IValue.from(value.knownWords))
