package com.example.tupleunnamed

import com.example.tupleunnamed.torch.BundledModel
import com.example.tupleunnamed.torch.IValue
import com.example.tupleunnamed.torch.MethodSignature
import com.example.tupleunnamed.torch.Tensor
import com.example.tupleunnamed.torch.TorchException
import com.example.tupleunnamed.torch.TorchModule
import com.example.tupleunnamed.torch.TorchType
import com.example.tupleunnamed.torch.bundledModelPath
import com.example.tupleunnamed.torch.check.ModelApi
import com.example.tupleunnamed.torch.deepEquals
import com.example.tupleunnamed.torch.deepHashCode
import com.example.tupleunnamed.torch.deepToString
import com.example.tupleunnamed.torch.loadTorchModule

/** The model in `model.ptl` (class `TupleUnnamed`, 4 methods). Calls block: keep them off the main thread. */
public class TupleUnnamed(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, x: Tensor) -> Tuple[Tensor, int]` */
    @Throws(TorchException::class)
    public fun forward(x: Tensor): ForwardResult = toForwardResult(module.runMethod("forward", IValue.from(x)))

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(x: Tensor): ForwardResult = forward(x)

    /** TorchScript: `optional(self, x: Tensor) -> Tuple[Tensor, Optional[Tensor], List[Tuple[int, float]]]` */
    @Throws(TorchException::class)
    public fun optional(x: Tensor): OptionalResult = toOptionalResult(module.runMethod("optional", IValue.from(x)))

    /** TorchScript: `single(self, x: Tuple[Tensor]) -> Tuple[Tensor]` */
    @Throws(TorchException::class)
    public fun single(x: SingleX): SingleX = toSingleX(module.runMethod("single", fromSingleX(x)))

    /** TorchScript: `swap(self, pair: Tuple[int, str]) -> Tuple[str, int]` */
    @Throws(TorchException::class)
    public fun swap(pair: SwapPair): SwapResult = toSwapResult(module.runMethod("swap", fromSwapPair(pair)))

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf("x" to TorchType.Tensor),
                TorchType.Tuple(TorchType.Tensor, TorchType.Int),
            ),
            MethodSignature(
                "optional",
                listOf("x" to TorchType.Tensor),
                TorchType.Tuple(
                    TorchType.Tensor,
                    TorchType.Optional(TorchType.Tensor),
                    TorchType.List(TorchType.Tuple(TorchType.Int, TorchType.Float)),
                ),
            ),
            MethodSignature(
                "single",
                listOf("x" to TorchType.Tuple(TorchType.Tensor)),
                TorchType.Tuple(TorchType.Tensor),
            ),
            MethodSignature(
                "swap",
                listOf("pair" to TorchType.Tuple(TorchType.Int, TorchType.Str)),
                TorchType.Tuple(TorchType.Str, TorchType.Int),
            ),
        )

        private val api = ModelApi(
            className = "TupleUnnamed",
            methods = mapOf(
                "forward" to listOf("x: Tensor", "-> Tuple[Tensor, int]"),
                "optional" to listOf("x: Tensor", "-> Tuple[Tensor, Optional[Tensor], List[Tuple[int, float]]]"),
                "single" to listOf("x: Tuple[Tensor]", "-> Tuple[Tensor]"),
                "swap" to listOf("pair: Tuple[int, str]", "-> Tuple[str, int]"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.tupleunnamed",
            name = "TupleUnnamed.ptl",
            size = 2494,
            crc32 = 0xa280263b,
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
        public fun load(path: String): TupleUnnamed {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): TupleUnnamed {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): TupleUnnamed {
            val module = loadTorchModule(path, signatures)
            return TupleUnnamed(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): TupleUnnamed {
            val module = loadTorchModule(bytes, signatures)
            return TupleUnnamed(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): TupleUnnamed = load(bundledModelPath(bundled))
    }
}

/** Tuple `Tuple[Tensor]` of the model. */
public class SingleX(public val first: Tensor) {
    public operator fun component1(): Tensor = first

    override fun toString(): String = deepToString("SingleX", "first" to first)
}

/** Tuple `Tuple[int, str]` of the model. */
public class SwapPair(public val first: Long, public val second: String) {
    public operator fun component1(): Long = first

    public operator fun component2(): String = second

    private val fields: List<Any?>
        get() = listOf(first, second)

    override fun equals(other: Any?): Boolean = other is SwapPair && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString("SwapPair", "first" to first, "second" to second)
}

/** Tuple `Tuple[Tensor, int]` of the model. */
public class ForwardResult internal constructor(public val first: Tensor, public val second: Long) {
    public operator fun component1(): Tensor = first

    public operator fun component2(): Long = second

    override fun toString(): String = deepToString("ForwardResult", "first" to first, "second" to second)
}

/** Tuple `Tuple[Tensor, Optional[Tensor], List[Tuple[int, float]]]` of the model. */
public class OptionalResult internal constructor(
    public val first: Tensor,
    public val second: Tensor?,
    public val third: List<OptionalResultThird>,
) {
    public operator fun component1(): Tensor = first

    public operator fun component2(): Tensor? = second

    public operator fun component3(): List<OptionalResultThird> = third

    override fun toString(): String =
        deepToString("OptionalResult", "first" to first, "second" to second, "third" to third)
}

/** Tuple `Tuple[int, float]` of the model. */
public class OptionalResultThird internal constructor(public val first: Long, public val second: Double) {
    public operator fun component1(): Long = first

    public operator fun component2(): Double = second

    private val fields: List<Any?>
        get() = listOf(first, second)

    override fun equals(other: Any?): Boolean = other is OptionalResultThird && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString("OptionalResultThird", "first" to first, "second" to second)
}

/** Tuple `Tuple[str, int]` of the model. */
public class SwapResult internal constructor(public val first: String, public val second: Long) {
    public operator fun component1(): String = first

    public operator fun component2(): Long = second

    private val fields: List<Any?>
        get() = listOf(first, second)

    override fun equals(other: Any?): Boolean = other is SwapResult && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString("SwapResult", "first" to first, "second" to second)
}

private fun toForwardResult(value: IValue): ForwardResult {
    val fields = value.toTuple()
    return ForwardResult(first = fields[0].toTensor(), second = fields[1].toLong())
}

private fun toOptionalResult(value: IValue): OptionalResult {
    val fields = value.toTuple()
    return OptionalResult(
        first = fields[0].toTensor(),
        second = fields[1].orNull { it.toTensor() },
        third = fields[2].toList().map { toOptionalResultThird(it) },
    )
}

private fun toOptionalResultThird(value: IValue): OptionalResultThird {
    val fields = value.toTuple()
    return OptionalResultThird(first = fields[0].toLong(), second = fields[1].toDouble())
}

private fun fromSingleX(value: SingleX): IValue = IValue.tupleFrom(IValue.from(value.first))

private fun toSingleX(value: IValue): SingleX {
    val fields = value.toTuple()
    return SingleX(first = fields[0].toTensor())
}

private fun fromSwapPair(value: SwapPair): IValue =
    IValue.tupleFrom(IValue.from(value.first), IValue.from(value.second))

private fun toSwapResult(value: IValue): SwapResult {
    val fields = value.toTuple()
    return SwapResult(first = fields[0].toStr(), second = fields[1].toLong())
}
