package com.example.fullmodel

import com.example.fullmodel.torch.BundledModel
import com.example.fullmodel.torch.IValue
import com.example.fullmodel.torch.MethodSignature
import com.example.fullmodel.torch.Tensor
import com.example.fullmodel.torch.TorchException
import com.example.fullmodel.torch.TorchModule
import com.example.fullmodel.torch.TorchType
import com.example.fullmodel.torch.bundledModelPath
import com.example.fullmodel.torch.check.ModelApi
import com.example.fullmodel.torch.deepToString
import com.example.fullmodel.torch.loadTorchModule

/** The model in `model.pt` (class `FullModel`, 2 methods). Calls block: keep them off the main thread. */
public class FullModel(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, x: Tensor, top: int=3, bias: Optional[Tensor]=None) -> Answer` */
    @Throws(TorchException::class)
    public fun forward(x: Tensor, top: Long = 3, bias: Tensor? = null): Answer =
        toAnswer(module.runMethod("forward", IValue.from(x), IValue.from(top), IValue.from(bias)))

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(x: Tensor, top: Long = 3, bias: Tensor? = null): Answer = forward(x, top, bias)

    /** TorchScript: `again(self, answers: List[Answer], required: Optional[int]) -> Tuple[Answer, int]` */
    @Throws(TorchException::class)
    public fun again(answers: List<Answer>, required: Long?): AgainResult =
        toAgainResult(module.runMethod("again", IValue.listFrom(answers.map { fromAnswer(it) }), IValue.from(required)))

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf("x" to TorchType.Tensor, "top" to TorchType.Int, "bias" to TorchType.Optional(TorchType.Tensor)),
                TorchType.NamedTuple(
                    "Answer",
                    TorchType.Str,
                    TorchType.Optional(TorchType.Float),
                    TorchType.Dict(TorchType.Str, TorchType.List(TorchType.Tensor)),
                ),
            ),
            MethodSignature(
                "again",
                listOf(
                    "answers" to TorchType.List(
                        TorchType.NamedTuple(
                            "Answer",
                            TorchType.Str,
                            TorchType.Optional(TorchType.Float),
                            TorchType.Dict(TorchType.Str, TorchType.List(TorchType.Tensor)),
                        ),
                    ),
                    "required" to TorchType.Optional(TorchType.Int),
                ),
                TorchType.Tuple(
                    TorchType.NamedTuple(
                        "Answer",
                        TorchType.Str,
                        TorchType.Optional(TorchType.Float),
                        TorchType.Dict(TorchType.Str, TorchType.List(TorchType.Tensor)),
                    ),
                    TorchType.Int,
                ),
            ),
        )

        private val api = ModelApi(
            className = "FullModel",
            methods = mapOf(
                "forward" to listOf("x: Tensor", "top: int=3", "bias: Optional[Tensor]", "-> Answer"),
                "again" to listOf("answers: List[Answer]", "required: Optional[int]", "-> Tuple[Answer, int]"),
            ),
            namedTuples = listOf(
                "Answer" to listOf("text: str", "score: Optional[float]", "logits: Dict[str, List[Tensor]]"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.fullmodel",
            name = "FullModel.ptl",
            size = 2299,
            crc32 = 0xcd2fd468,
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
        public fun load(path: String): FullModel {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): FullModel {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): FullModel {
            val module = loadTorchModule(path, signatures)
            return FullModel(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): FullModel {
            val module = loadTorchModule(bytes, signatures)
            return FullModel(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): FullModel = load(bundledModelPath(bundled))
    }
}

/** NamedTuple `Answer` of the model. */
public class Answer(public val text: String, public val score: Double?, public val logits: Map<String, List<Tensor>>) {
    override fun toString(): String = deepToString("Answer", "text" to text, "score" to score, "logits" to logits)
}

/** Tuple `Tuple[Answer, int]` of the model. */
public class AgainResult internal constructor(public val first: Answer, public val second: Long) {
    public operator fun component1(): Answer = first

    public operator fun component2(): Long = second

    override fun toString(): String = deepToString("AgainResult", "first" to first, "second" to second)
}

private fun toAnswer(value: IValue): Answer {
    val fields = value.toTuple()
    return Answer(
        text = fields[0].toStr(),
        score = fields[1].orNull { it.toDouble() },
        logits = fields[2].toDictStringKey().mapValues { toTensorList(it.value) },
    )
}

private fun toTensorList(value: IValue): List<Tensor> = value.toList().map { it.toTensor() }

private fun fromAnswer(value: Answer): IValue = IValue.tupleFrom(
    IValue.from(value.text),
    IValue.from(value.score),
    IValue.dictStringKeyFrom(value.logits.mapValues { fromTensorList(it.value) }),
)

private fun fromTensorList(value: List<Tensor>): IValue = IValue.listFrom(value.map { IValue.from(it) })

private fun toAgainResult(value: IValue): AgainResult {
    val fields = value.toTuple()
    return AgainResult(first = toAnswer(fields[0]), second = fields[1].toLong())
}
