package com.example.everysetting

import com.example.everysetting.torch.IValue
import com.example.everysetting.torch.MethodSignature
import com.example.everysetting.torch.Tensor
import com.example.everysetting.torch.TorchException
import com.example.everysetting.torch.TorchModule
import com.example.everysetting.torch.TorchType
import com.example.everysetting.torch.check.ModelApi
import com.example.everysetting.torch.deepEquals
import com.example.everysetting.torch.deepHashCode
import com.example.everysetting.torch.deepToString
import com.example.everysetting.torch.loadTorchModule

/** The model in `model.ptl` (class `EverySetting`, 9 methods). Calls block: keep them off the main thread. */
public class EverySetting(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, input_ids: Tensor, attention_mask: Optional[Tensor]=None, k: int=2) -> Tensor` */
    @Throws(TorchException::class)
    public fun forward(inputIds: Tensor, attentionMask: Tensor? = null, k: Long = 2): Tensor =
        module.runMethod("forward", IValue.from(inputIds), IValue.from(attentionMask), IValue.from(k)).toTensor()

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(inputIds: Tensor, attentionMask: Tensor? = null, k: Long = 2): Tensor =
        forward(inputIds, attentionMask, k)

    /** TorchScript: `classify_v2(self, input_ids: Tensor, k: int=2) -> Tuple[str, float, Tuple[int, int]]` */
    @Throws(TorchException::class)
    public fun classifyV2(inputIds: Tensor, k: Long = 2): ClassifyV2Result =
        toClassifyV2Result(module.runMethod("classify_v2", IValue.from(inputIds), IValue.from(k)))

    /** TorchScript: `debug(self, text: str) -> str` */
    @Throws(TorchException::class)
    public fun debug(text: String): String = module.runMethod("debug", IValue.from(text)).toStr()

    /** TorchScript: `join(self, output: Output, state: Tuple[int, str]) -> str` */
    @Throws(TorchException::class)
    public fun join(output: Output, state: JoinState): String =
        module.runMethod("join", fromOutput(output), fromJoinState(state)).toStr()

    /** TorchScript: `next_state(self, state: Tuple[int, str]) -> Tuple[int, str]` */
    @Throws(TorchException::class)
    public fun nextState(state: JoinState): JoinState =
        toJoinState(module.runMethod("next_state", fromJoinState(state)))

    /** TorchScript: `old_classify(self, ids: Tensor) -> Optional[Tuple[str, float]]` */
    @Throws(TorchException::class)
    public fun oldClassify(ids: Tensor): OldClassifyResult? =
        module.runMethod("old_classify", IValue.from(ids)).orNull { toOldClassifyResult(it) }

    /** TorchScript: `parse(self, text: str) -> Output` */
    @Throws(TorchException::class)
    public fun parse(text: String): Output = toOutput(module.runMethod("parse", IValue.from(text)))

    /** TorchScript: `reset(self, counts: Dict[str, int]) -> NoneType` */
    @Throws(TorchException::class)
    public fun reset(counts: Map<String, Long>) {
        module.runMethod("reset", IValue.dictStringKeyFrom(counts.mapValues { IValue.from(it.value) }))
    }

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf(
                    "input_ids" to TorchType.Tensor,
                    "attention_mask" to TorchType.Optional(TorchType.Tensor),
                    "k" to TorchType.Int,
                ),
                TorchType.Tensor,
            ),
            MethodSignature("_length", listOf("text" to TorchType.Str), TorchType.Int),
            MethodSignature(
                "classify_v2",
                listOf("input_ids" to TorchType.Tensor, "k" to TorchType.Int),
                TorchType.Tuple(TorchType.Str, TorchType.Float, TorchType.Tuple(TorchType.Int, TorchType.Int)),
            ),
            MethodSignature("debug", listOf("text" to TorchType.Str), TorchType.Str),
            MethodSignature(
                "join",
                listOf(
                    "output" to TorchType.NamedTuple(
                        "Output",
                        TorchType.Tensor,
                        TorchType.List(TorchType.NamedTuple("Token", TorchType.Str, TorchType.Int)),
                    ),
                    "state" to TorchType.Tuple(TorchType.Int, TorchType.Str),
                ),
                TorchType.Str,
            ),
            MethodSignature(
                "next_state",
                listOf("state" to TorchType.Tuple(TorchType.Int, TorchType.Str)),
                TorchType.Tuple(TorchType.Int, TorchType.Str),
            ),
            MethodSignature(
                "old_classify",
                listOf("ids" to TorchType.Tensor),
                TorchType.Optional(TorchType.Tuple(TorchType.Str, TorchType.Float)),
            ),
            MethodSignature(
                "parse",
                listOf("text" to TorchType.Str),
                TorchType.NamedTuple(
                    "Output",
                    TorchType.Tensor,
                    TorchType.List(TorchType.NamedTuple("Token", TorchType.Str, TorchType.Int)),
                ),
            ),
            MethodSignature("reset", listOf("counts" to TorchType.Dict(TorchType.Str, TorchType.Int)), TorchType.None),
        )

        private val api = ModelApi(
            className = "EverySetting",
            methods = mapOf(
                "forward" to listOf("input_ids: Tensor", "attention_mask: Optional[Tensor]", "k: int=2", "-> Tensor"),
                "_length" to listOf("text: str", "-> int"),
                "classify_v2" to listOf("input_ids: Tensor", "k: int=2", "-> Tuple[str, float, Tuple[int, int]]"),
                "debug" to listOf("text: str", "-> str"),
                "join" to listOf("output: Output", "state: Tuple[int, str]", "-> str"),
                "next_state" to listOf("state: Tuple[int, str]", "-> Tuple[int, str]"),
                "old_classify" to listOf("ids: Tensor", "-> Optional[Tuple[str, float]]"),
                "parse" to listOf("text: str", "-> Output"),
                "reset" to listOf("counts: Dict[str, int]", "-> NoneType"),
            ),
            namedTuples = listOf(
                "Output" to listOf("logits: Tensor", "tokens: List[Token]"),
                "Token" to listOf("text: str", "start_index: int"),
            ),
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
        public fun load(path: String): EverySetting {
            api.check(path)
            return loadUnchecked(path)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): EverySetting =
            EverySetting(loadTorchModule(path, signatures))
    }
}

/** NamedTuple `Output` of the model. */
public class Output(public val logits: Tensor, public val tokens: List<Token>) {
    override fun toString(): String = deepToString("Output", "logits" to logits, "tokens" to tokens)
}

/** NamedTuple `Token` of the model. */
public class Token(public val text: String, public val startIndex: Long) {
    private val fields: List<Any?>
        get() = listOf(text, startIndex)

    override fun equals(other: Any?): Boolean = other is Token && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString("Token", "text" to text, "startIndex" to startIndex)
}

/** Tuple `Tuple[int, str]` of the model. */
public class JoinState(public val first: Long, public val second: String) {
    public operator fun component1(): Long = first

    public operator fun component2(): String = second

    private val fields: List<Any?>
        get() = listOf(first, second)

    override fun equals(other: Any?): Boolean = other is JoinState && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString("JoinState", "first" to first, "second" to second)
}

/** Tuple `Tuple[str, float, Tuple[int, int]]` of the model. */
public class ClassifyV2Result internal constructor(
    public val first: String,
    public val second: Double,
    public val third: ClassifyV2ResultThird,
) {
    public operator fun component1(): String = first

    public operator fun component2(): Double = second

    public operator fun component3(): ClassifyV2ResultThird = third

    private val fields: List<Any?>
        get() = listOf(first, second, third)

    override fun equals(other: Any?): Boolean = other is ClassifyV2Result && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String =
        deepToString("ClassifyV2Result", "first" to first, "second" to second, "third" to third)
}

/** Tuple `Tuple[int, int]` of the model. */
public class ClassifyV2ResultThird internal constructor(public val first: Long, public val second: Long) {
    public operator fun component1(): Long = first

    public operator fun component2(): Long = second

    private val fields: List<Any?>
        get() = listOf(first, second)

    override fun equals(other: Any?): Boolean = other is ClassifyV2ResultThird && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString("ClassifyV2ResultThird", "first" to first, "second" to second)
}

/** Tuple `Tuple[str, float]` of the model. */
public class OldClassifyResult internal constructor(public val first: String, public val second: Double) {
    public operator fun component1(): String = first

    public operator fun component2(): Double = second

    private val fields: List<Any?>
        get() = listOf(first, second)

    override fun equals(other: Any?): Boolean = other is OldClassifyResult && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString("OldClassifyResult", "first" to first, "second" to second)
}

private fun toClassifyV2Result(value: IValue): ClassifyV2Result {
    val fields = value.toTuple()
    return ClassifyV2Result(
        first = fields[0].toStr(),
        second = fields[1].toDouble(),
        third = toClassifyV2ResultThird(fields[2]),
    )
}

private fun toClassifyV2ResultThird(value: IValue): ClassifyV2ResultThird {
    val fields = value.toTuple()
    return ClassifyV2ResultThird(first = fields[0].toLong(), second = fields[1].toLong())
}

private fun fromOutput(value: Output): IValue =
    IValue.tupleFrom(IValue.from(value.logits), IValue.listFrom(value.tokens.map { fromToken(it) }))

private fun fromToken(value: Token): IValue = IValue.tupleFrom(IValue.from(value.text), IValue.from(value.startIndex))

private fun fromJoinState(value: JoinState): IValue =
    IValue.tupleFrom(IValue.from(value.first), IValue.from(value.second))

private fun toJoinState(value: IValue): JoinState {
    val fields = value.toTuple()
    return JoinState(first = fields[0].toLong(), second = fields[1].toStr())
}

private fun toOldClassifyResult(value: IValue): OldClassifyResult {
    val fields = value.toTuple()
    return OldClassifyResult(first = fields[0].toStr(), second = fields[1].toDouble())
}

private fun toOutput(value: IValue): Output {
    val fields = value.toTuple()
    return Output(logits = fields[0].toTensor(), tokens = fields[1].toList().map { toToken(it) })
}

private fun toToken(value: IValue): Token {
    val fields = value.toTuple()
    return Token(text = fields[0].toStr(), startIndex = fields[1].toLong())
}
