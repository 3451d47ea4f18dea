package com.example.fulldefaults

import com.example.fulldefaults.torch.BundledModel
import com.example.fulldefaults.torch.IValue
import com.example.fulldefaults.torch.MethodSignature
import com.example.fulldefaults.torch.Tensor
import com.example.fulldefaults.torch.TorchException
import com.example.fulldefaults.torch.TorchModule
import com.example.fulldefaults.torch.TorchType
import com.example.fulldefaults.torch.bundledModelPath
import com.example.fulldefaults.torch.check.ModelApi
import com.example.fulldefaults.torch.deepEquals
import com.example.fulldefaults.torch.deepHashCode
import com.example.fulldefaults.torch.deepToString
import com.example.fulldefaults.torch.loadTorchModule

/** The model in `model.pt` (class `FullDefaults`, 2 methods). Calls block: keep them off the main thread. */
public class FullDefaults(private val module: TorchModule) : AutoCloseable {
    /**
     * TorchScript: `forward(self, text: str='a\'"\\ \n\t ${x} é', ascii: str='plain \'quotes\' "double" \\ back',
     * control: str='\x01\x1b\x7f\x00end', largest: int=9223372036854775807, smallest: int=-9223372036854775808,
     * infinite: float=-inf, undefined: float=nan, negative_zero: float=-0.0, tenth: float=0.1, tiny: float=5e-324,
     * pair: Tuple[int, str]=(1, 'é'), weight: Tensor=<float32 Tensor of shape [2, 2]>, nothing: Optional[str]=None,
     * yes: bool=True) -> str`
     */
    @Throws(TorchException::class)
    public fun forward(
        text: String = "a'\"\\ \n\t \${x} é",
        ascii: String = "plain 'quotes' \"double\" \\ back",
        control: String = "\u0001\u001b\u007f\u0000end",
        largest: Long = 9223372036854775807,
        smallest: Long = Long.MIN_VALUE,
        infinite: Double = Double.NEGATIVE_INFINITY,
        undefined: Double = Double.NaN,
        negativeZero: Double = -0.0,
        tenth: Double = 0.1,
        tiny: Double = 5e-324,
        pair: ForwardPair = ForwardPair(1L, "é"),
        weight: Tensor? = null,
        nothing: String? = null,
        yes: Boolean = true,
    ): String = module.runMethod(
        "forward",
        IValue.from(text),
        IValue.from(ascii),
        IValue.from(control),
        IValue.from(largest),
        IValue.from(smallest),
        IValue.from(infinite),
        IValue.from(undefined),
        IValue.from(negativeZero),
        IValue.from(tenth),
        IValue.from(tiny),
        fromForwardPair(pair),
        IValue.from(weight ?: Tensor.of(floatArrayOf(1.0f, 3.0f, 2.0f, 4.0f), 2, 2)),
        IValue.from(nothing),
        IValue.from(yes),
    ).toStr()

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(
        text: String = "a'\"\\ \n\t \${x} é",
        ascii: String = "plain 'quotes' \"double\" \\ back",
        control: String = "\u0001\u001b\u007f\u0000end",
        largest: Long = 9223372036854775807,
        smallest: Long = Long.MIN_VALUE,
        infinite: Double = Double.NEGATIVE_INFINITY,
        undefined: Double = Double.NaN,
        negativeZero: Double = -0.0,
        tenth: Double = 0.1,
        tiny: Double = 5e-324,
        pair: ForwardPair = ForwardPair(1L, "é"),
        weight: Tensor? = null,
        nothing: String? = null,
        yes: Boolean = true,
    ): String = forward(
        text,
        ascii,
        control,
        largest,
        smallest,
        infinite,
        undefined,
        negativeZero,
        tenth,
        tiny,
        pair,
        weight,
        nothing,
        yes,
    )

    /**
     * TorchScript: `lists(self, ints: List[int]=[1, -2], floats: List[float]=[1.0, -0.0], bools: List[bool]=[True],
     * texts: List[str]=['a'], empty: List[int]=[], maybe: Optional[List[int]]=[]) -> int`
     */
    @Throws(TorchException::class)
    public fun lists(
        ints: LongArray = longArrayOf(1, -2),
        floats: DoubleArray = doubleArrayOf(1.0, -0.0),
        bools: BooleanArray = booleanArrayOf(true),
        texts: List<String> = listOf("a"),
        empty: LongArray = longArrayOf(),
        maybe: LongArray? = longArrayOf(),
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
                    "text" to TorchType.Str,
                    "ascii" to TorchType.Str,
                    "control" to TorchType.Str,
                    "largest" to TorchType.Int,
                    "smallest" to TorchType.Int,
                    "infinite" to TorchType.Float,
                    "undefined" to TorchType.Float,
                    "negative_zero" to TorchType.Float,
                    "tenth" to TorchType.Float,
                    "tiny" to TorchType.Float,
                    "pair" to TorchType.Tuple(TorchType.Int, TorchType.Str),
                    "weight" to TorchType.Tensor,
                    "nothing" to TorchType.Optional(TorchType.Str),
                    "yes" to TorchType.Bool,
                ),
                TorchType.Str,
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
            className = "FullDefaults",
            methods = mapOf(
                "forward" to listOf(
                    "text: str='a\\'\"\\\\ \\u000a\\u0009 \${x} é'",
                    "ascii: str='plain \\'quotes\\' \"double\" \\\\ back'",
                    "control: str='\\u0001\\u001b\\u007f\\u0000end'",
                    "largest: int=9223372036854775807",
                    "smallest: int=-9223372036854775808",
                    "infinite: float=-Infinity",
                    "undefined: float=NaN",
                    "negative_zero: float=-0.0",
                    "tenth: float=0.1",
                    "tiny: float=5e-324",
                    "pair: Tuple[int, str]=(1, 'é')",
                    "weight: Tensor=float[2, 2]",
                    "nothing: Optional[str]",
                    "yes: bool=True",
                    "-> str",
                ),
                "lists" to listOf(
                    "ints: List[int]=[1, -2]",
                    "floats: List[float]=[1.0, -0.0]",
                    "bools: List[bool]=[True]",
                    "texts: List[str]=['a']",
                    "empty: List[int]=[]",
                    "maybe: Optional[List[int]]=[]",
                    "-> int",
                ),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.fulldefaults",
            name = "FullDefaults.ptl",
            size = 1722,
            crc32 = 0x79b58b09,
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
        public fun load(path: String): FullDefaults {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): FullDefaults {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): FullDefaults {
            val module = loadTorchModule(path, signatures)
            return FullDefaults(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): FullDefaults {
            val module = loadTorchModule(bytes, signatures)
            return FullDefaults(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): FullDefaults = load(bundledModelPath(bundled))
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

private fun fromForwardPair(value: ForwardPair): IValue =
    IValue.tupleFrom(IValue.from(value.first), IValue.from(value.second))
