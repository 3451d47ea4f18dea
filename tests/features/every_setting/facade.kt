package com.acme.text

import com.acme.text.torch.IValue
import com.acme.text.torch.MethodSignature
import com.acme.text.torch.Tensor
import com.acme.text.torch.TorchException
import com.acme.text.torch.TorchModule
import com.acme.text.torch.TorchType
import com.acme.text.torch.deepEquals
import com.acme.text.torch.deepHashCode
import com.acme.text.torch.deepToString
import com.acme.text.torch.loadTorchModule

/** The model in `model.ptl` (class `EverySetting`, 9 methods). Calls block: keep them off the main thread. */
public class TextTools(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, input_ids: Tensor, attention_mask: Optional[Tensor]=None, k: int=2) -> Tensor` */
    @Deprecated("Use classify_v2: it says \"why\", \$too")
    @Throws(TorchException::class)
    public fun run(ids: Tensor, mask: Tensor? = null, `in`: Long = 2): Tensor =
        module.runMethod("forward", IValue.from(ids), IValue.from(mask), IValue.from(`in`)).toTensor()

    /** The same as [run]. */
    @Deprecated("Use classify_v2: it says \"why\", \$too")
    @Suppress("DEPRECATION")
    @Throws(TorchException::class)
    public operator fun invoke(ids: Tensor, mask: Tensor? = null, `in`: Long = 2): Tensor = run(ids, mask, `in`)

    /** TorchScript: `_length(self, text: str) -> int` */
    @Throws(TorchException::class)
    internal fun length(text: String): Long = module.runMethod("_length", IValue.from(text)).toLong()

    /** TorchScript: `classify_v2(self, input_ids: Tensor, k: int=2) -> Tuple[str, float, Tuple[int, int]]` */
    @Throws(TorchException::class)
    public fun classify(ids: Tensor, factor: Long = 2): Prediction =
        toPrediction(module.runMethod("classify_v2", IValue.from(ids), IValue.from(factor)))

    /** TorchScript: `join(self, output: Output, state: Tuple[int, str]) -> str` */
    @Throws(TorchException::class)
    public fun join(output: Parsed, state: Cursor): String =
        module.runMethod("join", fromParsed(output), fromCursor(state)).toStr()

    /** TorchScript: `next_state(self, state: Tuple[int, str]) -> Tuple[int, str]` */
    @Throws(TorchException::class)
    public fun nextState(state: Cursor): Cursor = toCursor(module.runMethod("next_state", fromCursor(state)))

    /** TorchScript: `old_classify(self, ids: Tensor) -> Optional[Tuple[str, float]]` */
    @Deprecated("use classify: its scores are those of the model that was trained again in spring, with more data")
    @Throws(TorchException::class)
    public fun oldClassify(ids: Tensor): OldPrediction? =
        module.runMethod("old_classify", IValue.from(ids)).orNull { toOldPrediction(it) }

    /** TorchScript: `parse(self, text: str) -> Output` */
    @Throws(TorchException::class)
    public fun `typealias`(text: String): Parsed = toParsed(module.runMethod("parse", IValue.from(text)))

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

        /**
         * Loads the model from the file at [path].
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun load(path: String): TextTools {
            val module = loadTorchModule(path, signatures)
            return TextTools(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): TextTools {
            val module = loadTorchModule(bytes, signatures)
            return TextTools(module)
        }
    }
}

/** NamedTuple `Output` of the model. */
public class Parsed(public val scores: Tensor, public val tokens: List<Word>) {
    override fun toString(): String = deepToString("Parsed", "scores" to scores, "tokens" to tokens)
}

/** NamedTuple `Token` of the model. */
public class Word(public val text: String, public val offset: Long) {
    private val fields: List<Any?>
        get() = listOf(text, offset)

    override fun equals(other: Any?): Boolean = other is Word && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString("Word", "text" to text, "offset" to offset)
}

/** Tuple `Tuple[int, str]` of the model. */
public class Cursor(public val position: Long, public val label: String) {
    public operator fun component1(): Long = position

    public operator fun component2(): String = label

    private val fields: List<Any?>
        get() = listOf(position, label)

    override fun equals(other: Any?): Boolean = other is Cursor && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString("Cursor", "position" to position, "label" to label)
}

/** Tuple `Tuple[str, float, Tuple[int, int]]` of the model. */
public class Prediction internal constructor(
    public val label: String,
    public val score: Double,
    public val span: Span,
) {
    public operator fun component1(): String = label

    public operator fun component2(): Double = score

    public operator fun component3(): Span = span

    private val fields: List<Any?>
        get() = listOf(label, score, span)

    override fun equals(other: Any?): Boolean = other is Prediction && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString("Prediction", "label" to label, "score" to score, "span" to span)
}

/** Tuple `Tuple[int, int]` of the model. */
public class Span internal constructor(public val from: Long, public val until: Long) {
    public operator fun component1(): Long = from

    public operator fun component2(): Long = until

    private val fields: List<Any?>
        get() = listOf(from, until)

    override fun equals(other: Any?): Boolean = other is Span && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString("Span", "from" to from, "until" to until)
}

/** Tuple `Tuple[str, float]` of the model. */
public class OldPrediction internal constructor(public val label: String, public val `when`: Double) {
    public operator fun component1(): String = label

    public operator fun component2(): Double = `when`

    private val fields: List<Any?>
        get() = listOf(label, `when`)

    override fun equals(other: Any?): Boolean = other is OldPrediction && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString("OldPrediction", "label" to label, "when" to `when`)
}

private fun toPrediction(value: IValue): Prediction {
    val fields = value.toTuple()
    return Prediction(label = fields[0].toStr(), score = fields[1].toDouble(), span = toSpan(fields[2]))
}

private fun toSpan(value: IValue): Span {
    val fields = value.toTuple()
    return Span(from = fields[0].toLong(), until = fields[1].toLong())
}

private fun fromParsed(value: Parsed): IValue =
    IValue.tupleFrom(IValue.from(value.scores), IValue.listFrom(value.tokens.map { fromWord(it) }))

private fun fromWord(value: Word): IValue = IValue.tupleFrom(IValue.from(value.text), IValue.from(value.offset))

private fun fromCursor(value: Cursor): IValue = IValue.tupleFrom(IValue.from(value.position), IValue.from(value.label))

private fun toCursor(value: IValue): Cursor {
    val fields = value.toTuple()
    return Cursor(position = fields[0].toLong(), label = fields[1].toStr())
}

private fun toOldPrediction(value: IValue): OldPrediction {
    val fields = value.toTuple()
    return OldPrediction(label = fields[0].toStr(), `when` = fields[1].toDouble())
}

private fun toParsed(value: IValue): Parsed {
    val fields = value.toTuple()
    return Parsed(scores = fields[0].toTensor(), tokens = fields[1].toList().map { toWord(it) })
}

private fun toWord(value: IValue): Word {
    val fields = value.toTuple()
    return Word(text = fields[0].toStr(), offset = fields[1].toLong())
}
