package com.example.namedtuplemodel

import com.example.namedtuplemodel.torch.BundledModel
import com.example.namedtuplemodel.torch.IValue
import com.example.namedtuplemodel.torch.MethodSignature
import com.example.namedtuplemodel.torch.Tensor
import com.example.namedtuplemodel.torch.TorchException
import com.example.namedtuplemodel.torch.TorchModule
import com.example.namedtuplemodel.torch.TorchType
import com.example.namedtuplemodel.torch.bundledModelPath
import com.example.namedtuplemodel.torch.check.ModelApi
import com.example.namedtuplemodel.torch.deepToString
import com.example.namedtuplemodel.torch.loadTorchModule

/** The model in `model.ptl` (class `NamedTupleModel`, 2 methods). Calls block: keep them off the main thread. */
public class NamedTupleModel(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, x: Tensor) -> Sentiment` */
    @Throws(TorchException::class)
    public fun forward(x: Tensor): Sentiment = toSentiment(module.runMethod("forward", IValue.from(x)))

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(x: Tensor): Sentiment = forward(x)

    /** TorchScript: `label(self, sentiment: Sentiment) -> str` */
    @Throws(TorchException::class)
    public fun label(sentiment: Sentiment): String = module.runMethod("label", fromSentiment(sentiment)).toStr()

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf("x" to TorchType.Tensor),
                TorchType.NamedTuple("Sentiment", TorchType.Float, TorchType.Str, TorchType.Optional(TorchType.Tensor)),
            ),
            MethodSignature(
                "label",
                listOf(
                    "sentiment" to TorchType.NamedTuple(
                        "Sentiment",
                        TorchType.Float,
                        TorchType.Str,
                        TorchType.Optional(TorchType.Tensor),
                    ),
                ),
                TorchType.Str,
            ),
        )

        private val api = ModelApi(
            className = "NamedTupleModel",
            methods = mapOf(
                "forward" to listOf("x: Tensor", "-> Sentiment"),
                "label" to listOf("sentiment: Sentiment", "-> str"),
            ),
            namedTuples = listOf(
                "Sentiment" to listOf("score: float", "label: str", "logits: Optional[Tensor]"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.namedtuplemodel",
            name = "NamedTupleModel.ptl",
            size = 2150,
            crc32 = 0xd9940ffa,
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
        public fun load(path: String): NamedTupleModel {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): NamedTupleModel {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): NamedTupleModel {
            val module = loadTorchModule(path, signatures)
            return NamedTupleModel(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): NamedTupleModel {
            val module = loadTorchModule(bytes, signatures)
            return NamedTupleModel(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): NamedTupleModel = load(bundledModelPath(bundled))
    }
}

/** NamedTuple `Sentiment` of the model. */
public class Sentiment(public val score: Double, public val label: String, public val logits: Tensor?) {
    override fun toString(): String = deepToString("Sentiment", "score" to score, "label" to label, "logits" to logits)
}

private fun toSentiment(value: IValue): Sentiment {
    val fields = value.toTuple()
    return Sentiment(
        score = fields[0].toDouble(),
        label = fields[1].toStr(),
        logits = fields[2].orNull { it.toTensor() },
    )
}

private fun fromSentiment(value: Sentiment): IValue =
    IValue.tupleFrom(IValue.from(value.score), IValue.from(value.label), IValue.from(value.logits))
