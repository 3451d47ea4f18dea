package com.example.defaultscontainers

import com.example.defaultscontainers.torch.BundledModel
import com.example.defaultscontainers.torch.IValue
import com.example.defaultscontainers.torch.MethodSignature
import com.example.defaultscontainers.torch.TorchException
import com.example.defaultscontainers.torch.TorchModule
import com.example.defaultscontainers.torch.TorchType
import com.example.defaultscontainers.torch.bundledModelPath
import com.example.defaultscontainers.torch.check.ModelApi
import com.example.defaultscontainers.torch.deepEquals
import com.example.defaultscontainers.torch.deepHashCode
import com.example.defaultscontainers.torch.deepToString
import com.example.defaultscontainers.torch.loadTorchModule

/** The model in `model.ptl` (class `DefaultsContainers`, 2 methods). Calls block: keep them off the main thread. */
public class DefaultsContainers(private val module: TorchModule) : AutoCloseable {
    /**
     * TorchScript: `forward(self, pair: Tuple[int, str]=(1, 'é'), nested: Tuple[Tuple[float, bool], str]=((0.5,
     * True), 'x')) -> int`
     */
    @Throws(TorchException::class)
    public fun forward(
        pair: ForwardPair = ForwardPair(1L, "é"),
        nested: ForwardNested = ForwardNested(ForwardNestedFirst(0.5, true), "x"),
    ): Long = module.runMethod("forward", fromForwardPair(pair), fromForwardNested(nested)).toLong()

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(
        pair: ForwardPair = ForwardPair(1L, "é"),
        nested: ForwardNested = ForwardNested(ForwardNestedFirst(0.5, true), "x"),
    ): Long = forward(pair, nested)

    /**
     * TorchScript: `lists(self, ints: List[int]=[1, -2], floats: List[float]=[1.0, -0.0, 1e-300], bools:
     * List[bool]=[True, False], texts: List[str]=['a', '$b'], empty: List[int]=[], maybe: Optional[List[int]]=[1])
     * -> int`
     */
    @Throws(TorchException::class)
    public fun lists(
        ints: LongArray = longArrayOf(1, -2),
        floats: DoubleArray = doubleArrayOf(1.0, -0.0, 1e-300),
        bools: BooleanArray = booleanArrayOf(true, false),
        texts: List<String> = listOf("a", "\$b"),
        empty: LongArray = longArrayOf(),
        maybe: LongArray? = longArrayOf(1),
    ): Long = module.runMethod(
        "lists",
        IValue.listFrom(*ints),
        IValue.listFrom(*floats),
        IValue.listFrom(*bools),
        IValue.listFrom(texts.map { IValue.from(it) }),
        IValue.listFrom(*empty),
        maybe?.let { IValue.listFrom(*it) } ?: IValue.optionalNull(),
    ).toLong()

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf(
                    "pair" to TorchType.Tuple(TorchType.Int, TorchType.Str),
                    "nested" to TorchType.Tuple(TorchType.Tuple(TorchType.Float, TorchType.Bool), TorchType.Str),
                ),
                TorchType.Int,
            ),
            MethodSignature(
                "lists",
                listOf(
                    "ints" to TorchType.List(TorchType.Int),
                    "floats" to TorchType.List(TorchType.Float),
                    "bools" to TorchType.List(TorchType.Bool),
                    "texts" to TorchType.List(TorchType.Str),
                    "empty" to TorchType.List(TorchType.Int),
                    "maybe" to TorchType.Optional(TorchType.List(TorchType.Int)),
                ),
                TorchType.Int,
            ),
        )

        private val api = ModelApi(
            className = "DefaultsContainers",
            methods = mapOf(
                "forward" to listOf(
                    "pair: Tuple[int, str]=(1, 'é')",
                    "nested: Tuple[Tuple[float, bool], str]=((0.5, True), 'x')",
                    "-> int",
                ),
                "lists" to listOf(
                    "ints: List[int]=[1, -2]",
                    "floats: List[float]=[1.0, -0.0, 1e-300]",
                    "bools: List[bool]=[True, False]",
                    "texts: List[str]=['a', '\$b']",
                    "empty: List[int]=[]",
                    "maybe: Optional[List[int]]=[1]",
                    "-> int",
                ),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.defaultscontainers",
            name = "DefaultsContainers.ptl",
            size = 2681,
            crc32 = 0x4fdd7065,
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
        public fun load(path: String): DefaultsContainers {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): DefaultsContainers {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): DefaultsContainers {
            val module = loadTorchModule(path, signatures)
            return DefaultsContainers(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): DefaultsContainers {
            val module = loadTorchModule(bytes, signatures)
            return DefaultsContainers(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): DefaultsContainers = load(bundledModelPath(bundled))
    }
}

/** Tuple `Tuple[int, str]` of the model. */
public class ForwardPair(public val first: Long, public val second: String) {
    public operator fun component1(): Long = first

    public operator fun component2(): String = second

    private val fields: List<Any?>
        get() = listOf(first, second)

    override fun equals(other: Any?): Boolean = other is ForwardPair && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString("ForwardPair", "first" to first, "second" to second)
}

/** Tuple `Tuple[Tuple[float, bool], str]` of the model. */
public class ForwardNested(public val first: ForwardNestedFirst, public val second: String) {
    public operator fun component1(): ForwardNestedFirst = first

    public operator fun component2(): String = second

    private val fields: List<Any?>
        get() = listOf(first, second)

    override fun equals(other: Any?): Boolean = other is ForwardNested && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString("ForwardNested", "first" to first, "second" to second)
}

/** Tuple `Tuple[float, bool]` of the model. */
public class ForwardNestedFirst(public val first: Double, public val second: Boolean) {
    public operator fun component1(): Double = first

    public operator fun component2(): Boolean = second

    private val fields: List<Any?>
        get() = listOf(first, second)

    override fun equals(other: Any?): Boolean = other is ForwardNestedFirst && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString("ForwardNestedFirst", "first" to first, "second" to second)
}

private fun fromForwardPair(value: ForwardPair): IValue =
    IValue.tupleFrom(IValue.from(value.first), IValue.from(value.second))

private fun fromForwardNested(value: ForwardNested): IValue =
    IValue.tupleFrom(fromForwardNestedFirst(value.first), IValue.from(value.second))

private fun fromForwardNestedFirst(value: ForwardNestedFirst): IValue =
    IValue.tupleFrom(IValue.from(value.first), IValue.from(value.second))
