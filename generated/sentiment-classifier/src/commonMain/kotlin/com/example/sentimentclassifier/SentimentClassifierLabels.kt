package com.example.sentimentclassifier

import com.example.sentimentclassifier.torch.Labels

/** The labels of what [SentimentClassifier] returns, from its metadata. */
public object SentimentClassifierLabels {
    /** Of what `forward` returns. */
    public val forward: Labels<SentimentClassifierLabel> = Labels(SentimentClassifierLabel.entries, 0) { it.text }

    /** Of what `classify` returns, `label`. */
    public val classifyLabel: Labels<SentimentClassifierLabel> = Labels(SentimentClassifierLabel.entries) { it.text }
}

/**
 * A label of what `forward` returns. Entries are in the order of their class numbers.
 *
 * @property text the label itself
 */
public enum class SentimentClassifierLabel(public val text: String) {
    NEGATIVE("negative"),
    POSITIVE("positive"),
}
