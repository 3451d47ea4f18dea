package com.example.tuplenested

import com.example.tuplenested.torch.BundledModel
import com.example.tuplenested.torch.IValue
import com.example.tuplenested.torch.MethodSignature
import com.example.tuplenested.torch.Tensor
import com.example.tuplenested.torch.TorchException
import com.example.tuplenested.torch.TorchModule
import com.example.tuplenested.torch.TorchType
import com.example.tuplenested.torch.bundledModelPath
import com.example.tuplenested.torch.check.ModelApi
import com.example.tuplenested.torch.deepEquals
import com.example.tuplenested.torch.deepHashCode
import com.example.tuplenested.torch.deepToString
import com.example.tuplenested.torch.loadTorchModule

/** The model in `model.ptl` (class `TupleNested`, 2 methods). Calls block: keep them off the main thread. */
public class TupleNested(private val module: TorchModule) : AutoCloseable {
    /**
     * TorchScript: `forward(self, x: Tuple[int, Tuple[str, Tuple[float, bool]]]) -> Tuple[int, Tuple[str,
     * Tuple[float, bool]]]`
     */
    @Throws(TorchException::class)
    public fun forward(x: ForwardX): ForwardX = toForwardX(module.runMethod("forward", fromForwardX(x)))

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(x: ForwardX): ForwardX = forward(x)

    /** TorchScript: `state(self, x: Tensor) -> Tuple[Tensor, Tuple[Tensor, Tensor]]` */
    @Throws(TorchException::class)
    public fun state(x: Tensor): StateResult = toStateResult(module.runMethod("state", IValue.from(x)))

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf(
                    "x" to TorchType.Tuple(
                        TorchType.Int,
                        TorchType.Tuple(TorchType.Str, TorchType.Tuple(TorchType.Float, TorchType.Bool)),
                    ),
                ),
                TorchType.Tuple(
                    TorchType.Int,
                    TorchType.Tuple(TorchType.Str, TorchType.Tuple(TorchType.Float, TorchType.Bool)),
                ),
            ),
            MethodSignature(
                "state",
                listOf("x" to TorchType.Tensor),
                TorchType.Tuple(TorchType.Tensor, TorchType.Tuple(TorchType.Tensor, TorchType.Tensor)),
            ),
        )

        private val api = ModelApi(
            className = "TupleNested",
            methods = mapOf(
                "forward" to listOf(
                    "x: Tuple[int, Tuple[str, Tuple[float, bool]]]",
                    "-> Tuple[int, Tuple[str, Tuple[float, bool]]]",
                ),
                "state" to listOf("x: Tensor", "-> Tuple[Tensor, Tuple[Tensor, Tensor]]"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.tuplenested",
            name = "TupleNested.ptl",
            size = 1995,
            crc32 = 0xe8df1940,
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
        public fun load(path: String): TupleNested {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): TupleNested {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): TupleNested {
            val module = loadTorchModule(path, signatures)
            return TupleNested(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): TupleNested {
            val module = loadTorchModule(bytes, signatures)
            return TupleNested(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): TupleNested = load(bundledModelPath(bundled))
    }
}

/** Tuple `Tuple[int, Tuple[str, Tuple[float, bool]]]` of the model. */
public class ForwardX(public val first: Long, public val second: ForwardXSecond) {
    public operator fun component1(): Long = first

    public operator fun component2(): ForwardXSecond = second

    private val fields: List<Any?>
        get() = listOf(first, second)

    override fun equals(other: Any?): Boolean = other is ForwardX && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString("ForwardX", "first" to first, "second" to second)
}

/** Tuple `Tuple[str, Tuple[float, bool]]` of the model. */
public class ForwardXSecond(public val first: String, public val second: ForwardXSecondSecond) {
    public operator fun component1(): String = first

    public operator fun component2(): ForwardXSecondSecond = second

    private val fields: List<Any?>
        get() = listOf(first, second)

    override fun equals(other: Any?): Boolean = other is ForwardXSecond && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString("ForwardXSecond", "first" to first, "second" to second)
}

/** Tuple `Tuple[float, bool]` of the model. */
public class ForwardXSecondSecond(public val first: Double, public val second: Boolean) {
    public operator fun component1(): Double = first

    public operator fun component2(): Boolean = second

    private val fields: List<Any?>
        get() = listOf(first, second)

    override fun equals(other: Any?): Boolean = other is ForwardXSecondSecond && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString("ForwardXSecondSecond", "first" to first, "second" to second)
}

/** Tuple `Tuple[Tensor, Tuple[Tensor, Tensor]]` of the model. */
public class StateResult internal constructor(public val first: Tensor, public val second: StateResultSecond) {
    public operator fun component1(): Tensor = first

    public operator fun component2(): StateResultSecond = second

    override fun toString(): String = deepToString("StateResult", "first" to first, "second" to second)
}

/** Tuple `Tuple[Tensor, Tensor]` of the model. */
public class StateResultSecond internal constructor(public val first: Tensor, public val second: Tensor) {
    public operator fun component1(): Tensor = first

    public operator fun component2(): Tensor = second

    override fun toString(): String = deepToString("StateResultSecond", "first" to first, "second" to second)
}

private fun fromForwardX(value: ForwardX): IValue =
    IValue.tupleFrom(IValue.from(value.first), fromForwardXSecond(value.second))

private fun fromForwardXSecond(value: ForwardXSecond): IValue =
    IValue.tupleFrom(IValue.from(value.first), fromForwardXSecondSecond(value.second))

private fun fromForwardXSecondSecond(value: ForwardXSecondSecond): IValue =
    IValue.tupleFrom(IValue.from(value.first), IValue.from(value.second))

private fun toForwardX(value: IValue): ForwardX {
    val fields = value.toTuple()
    return ForwardX(first = fields[0].toLong(), second = toForwardXSecond(fields[1]))
}

private fun toForwardXSecond(value: IValue): ForwardXSecond {
    val fields = value.toTuple()
    return ForwardXSecond(first = fields[0].toStr(), second = toForwardXSecondSecond(fields[1]))
}

private fun toForwardXSecondSecond(value: IValue): ForwardXSecondSecond {
    val fields = value.toTuple()
    return ForwardXSecondSecond(first = fields[0].toDouble(), second = fields[1].toBool())
}

private fun toStateResult(value: IValue): StateResult {
    val fields = value.toTuple()
    return StateResult(first = fields[0].toTensor(), second = toStateResultSecond(fields[1]))
}

private fun toStateResultSecond(value: IValue): StateResultSecond {
    val fields = value.toTuple()
    return StateResultSecond(first = fields[0].toTensor(), second = fields[1].toTensor())
}
