package com.example.sentimentclassifier

import com.example.sentimentclassifier.torch.BundledModel
import com.example.sentimentclassifier.torch.DType
import com.example.sentimentclassifier.torch.IValue
import com.example.sentimentclassifier.torch.MethodGuard
import com.example.sentimentclassifier.torch.MethodSignature
import com.example.sentimentclassifier.torch.Tensor
import com.example.sentimentclassifier.torch.TensorGuard
import com.example.sentimentclassifier.torch.TorchException
import com.example.sentimentclassifier.torch.TorchModule
import com.example.sentimentclassifier.torch.TorchType
import com.example.sentimentclassifier.torch.bundledModelPath
import com.example.sentimentclassifier.torch.check.ModelApi
import com.example.sentimentclassifier.torch.deepEquals
import com.example.sentimentclassifier.torch.deepHashCode
import com.example.sentimentclassifier.torch.deepToString
import com.example.sentimentclassifier.torch.loadTorchModule

/**
 * Sentiment of a short English text.
 *
 * The model in `sentiment.ptl` (class `SentimentClassifier`, 5 methods). Calls block: keep them off the main
 * thread.
 *
 * [SentimentClassifierLabels] has the labels of results.
 */
public class SentimentClassifier(private val module: TorchModule) : AutoCloseable {
    /**
     * What classify decides by.
     *
     * TorchScript: `forward(self, input_ids: Tensor) -> Tensor`
     *
     * @param inputIds Numbers of words, from preprocess. `int64[words]`.
     * @return `float32[2]`; 0 to 1; 2 labels: negative, positive.
     */
    @Throws(TorchException::class)
    public fun forward(inputIds: Tensor): Tensor {
        forwardGuard.check(inputIds)
        return module.runMethod("forward", IValue.from(inputIds)).toTensor()
    }

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(inputIds: Tensor): Tensor = forward(inputIds)

    /**
     * Tells whether a text is positive or negative.
     *
     * TorchScript: `classify(self, text: str, threshold: float=0.5) -> Sentiment`
     *
     * @param threshold What counts as positive. 0 to 1.
     */
    @Throws(TorchException::class)
    public fun classify(text: String, threshold: Double = 0.5): Sentiment =
        toSentiment(module.runMethod("classify", IValue.from(text), IValue.from(threshold)))

    /** TorchScript: `labels(self) -> List[str]` */
    @Throws(TorchException::class)
    public fun labels(): List<String> = module.runMethod("labels").toList().map { it.toStr() }

    /** TorchScript: `preprocess(self, text: str) -> Tensor` */
    @Throws(TorchException::class)
    public fun preprocess(text: String): Tensor = module.runMethod("preprocess", IValue.from(text)).toTensor()

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature("forward", listOf("input_ids" to TorchType.Tensor), TorchType.Tensor),
            MethodSignature(
                "classify",
                listOf("text" to TorchType.Str, "threshold" to TorchType.Float),
                TorchType.NamedTuple("Sentiment", TorchType.Str, TorchType.Float, TorchType.Int),
            ),
            MethodSignature("labels", emptyList(), TorchType.List(TorchType.Str)),
            MethodSignature("preprocess", listOf("text" to TorchType.Str), TorchType.Tensor),
            MethodSignature("_words", listOf("text" to TorchType.Str), TorchType.List(TorchType.Str)),
        )

        private val forwardGuard = MethodGuard("forward", TensorGuard("inputIds", DType.INT64, listOf("words")))

        private val api = ModelApi(
            className = "SentimentClassifier",
            methods = mapOf(
                "forward" to listOf("input_ids: Tensor", "-> Tensor"),
                "classify" to listOf("text: str", "threshold: float=0.5", "-> Sentiment"),
                "labels" to listOf("-> List[str]"),
                "preprocess" to listOf("text: str", "-> Tensor"),
                "_words" to listOf("text: str", "-> List[str]"),
            ),
            namedTuples = listOf(
                "Sentiment" to listOf("label: str", "score: float", "known_words: int"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.sentimentclassifier",
            name = "SentimentClassifier.ptl",
            size = 44482,
            crc32 = 0x6b67ace6,
        )

        /**
         * Loads the model from the file at [path].
         *
         * A file of another API is refused before it is loaded: one whose class, methods, arguments, types or defaults
         * are not those that this class was generated for. Its weights may be others.
         *
         * @throws TorchException if the file is missing, damaged, of another API or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun load(path: String): SentimentClassifier {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): SentimentClassifier {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): SentimentClassifier {
            val module = loadTorchModule(path, signatures)
            return SentimentClassifier(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): SentimentClassifier {
            val module = loadTorchModule(bytes, signatures)
            return SentimentClassifier(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): SentimentClassifier = load(bundledModelPath(bundled))
    }
}

/**
 * NamedTuple `Sentiment` of the model.
 *
 * @property label 2 labels: negative, positive.
 * @property score How likely the text is positive. 0 to 1.
 * @property knownWords How many of its words the model knows: of 0 it guesses.
 */
public class Sentiment internal constructor(
    public val label: String,
    public val score: Double,
    public val knownWords: Long,
) {
    private val fields: List<Any?>
        get() = listOf(label, score, knownWords)

    override fun equals(other: Any?): Boolean = other is Sentiment && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String =
        deepToString("Sentiment", "label" to label, "score" to score, "knownWords" to knownWords)
}

private fun toSentiment(value: IValue): Sentiment {
    val fields = value.toTuple()
    return Sentiment(label = fields[0].toStr(), score = fields[1].toDouble(), knownWords = fields[2].toLong())
}
