package com.example.jvmhost

import com.example.sentimentclassifier.SentimentClassifier

/** Scores sentences: the first argument is the model's path, each other one a sentence. */
fun main(arguments: Array<String>) {
    SentimentClassifier.load(arguments.first()).use { model ->
        for (sentence in arguments.drop(1)) {
            val sentiment = model.classify(sentence)
            println("%.6f  %-8s  %s".format(sentiment.score, sentiment.label, sentence))
        }
    }
}
