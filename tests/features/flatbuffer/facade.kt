package com.example.flatbuffermodel

import com.example.flatbuffermodel.torch.BundledModel
import com.example.flatbuffermodel.torch.IValue
import com.example.flatbuffermodel.torch.MethodSignature
import com.example.flatbuffermodel.torch.Tensor
import com.example.flatbuffermodel.torch.TorchException
import com.example.flatbuffermodel.torch.TorchModule
import com.example.flatbuffermodel.torch.TorchType
import com.example.flatbuffermodel.torch.bundledModelPath
import com.example.flatbuffermodel.torch.check.ModelApi
import com.example.flatbuffermodel.torch.deepEquals
import com.example.flatbuffermodel.torch.deepHashCode
import com.example.flatbuffermodel.torch.deepToString
import com.example.flatbuffermodel.torch.loadTorchModule

/** The model in `model.ptl` (class `FlatbufferModel`, 4 methods). Calls block: keep them off the main thread. */
public class FlatbufferModel(private val module: TorchModule) : AutoCloseable {
    /**
     * TorchScript: `forward(self, x: Tensor, scale: float=2.0, count: int=-7, on: bool=True, note:
     * Optional[str]=None, text: str='größe\x00', pair: Tuple[int, str]=(1, 'é'), weight: Tensor=<float32 Tensor of
     * shape [3, 2]>, undefined: float=nan) -> Tensor`
     */
    @Throws(TorchException::class)
    public fun forward(
        x: Tensor,
        scale: Double = 2.0,
        count: Long = -7,
        on: Boolean = true,
        note: String? = null,
        text: String = "größe\u0000",
        pair: ForwardPair = ForwardPair(1L, "é"),
        weight: Tensor? = null,
        undefined: Double = Double.NaN,
    ): Tensor = module.runMethod(
        "forward",
        IValue.from(x),
        IValue.from(scale),
        IValue.from(count),
        IValue.from(on),
        IValue.from(note),
        IValue.from(text),
        fromForwardPair(pair),
        IValue.from(weight ?: Tensor.of(floatArrayOf(1.0f, 4.0f, 2.0f, 5.0f, 3.0f, 6.0f), 3, 2)),
        IValue.from(undefined),
    ).toTensor()

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(
        x: Tensor,
        scale: Double = 2.0,
        count: Long = -7,
        on: Boolean = true,
        note: String? = null,
        text: String = "größe\u0000",
        pair: ForwardPair = ForwardPair(1L, "é"),
        weight: Tensor? = null,
        undefined: Double = Double.NaN,
    ): Tensor = forward(x, scale, count, on, note, text, pair, weight, undefined)

    /** TorchScript: `label(self, index: int) -> str` */
    @Throws(TorchException::class)
    public fun label(index: Long): String = module.runMethod("label", IValue.from(index)).toStr()

    /** TorchScript: `state(self, x: Dict[str, List[Tensor]]) -> Tuple[Dict[str, List[Tensor]], int]` */
    @Throws(TorchException::class)
    public fun state(x: Map<String, List<Tensor>>): StateResult =
        toStateResult(module.runMethod("state", IValue.dictStringKeyFrom(x.mapValues { fromTensorList(it.value) })))

    /**
     * TorchScript: `lists(self, ints: List[int]=[1, -2], floats: List[float]=[1.0, -0.0], bools: List[bool]=[True],
     * texts: List[str]=['a'], empty: List[int]=[]) -> int`
     */
    @Throws(TorchException::class)
    public fun lists(
        ints: LongArray = longArrayOf(1, -2),
        floats: DoubleArray = doubleArrayOf(1.0, -0.0),
        bools: BooleanArray = booleanArrayOf(true),
        texts: List<String> = listOf("a"),
        empty: LongArray = longArrayOf(),
    ): Long = module.runMethod(
        "lists",
        IValue.listFrom(*ints),
        IValue.listFrom(*floats),
        IValue.listFrom(*bools),
        IValue.listFrom(texts.map { IValue.from(it) }),
        IValue.listFrom(*empty),
    ).toLong()

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf(
                    "x" to TorchType.Tensor,
                    "scale" to TorchType.Float,
                    "count" to TorchType.Int,
                    "on" to TorchType.Bool,
                    "note" to TorchType.Optional(TorchType.Str),
                    "text" to TorchType.Str,
                    "pair" to TorchType.Tuple(TorchType.Int, TorchType.Str),
                    "weight" to TorchType.Tensor,
                    "undefined" to TorchType.Float,
                ),
                TorchType.Tensor,
            ),
            MethodSignature("label", listOf("index" to TorchType.Int), TorchType.Str),
            MethodSignature(
                "state",
                listOf("x" to TorchType.Dict(TorchType.Str, TorchType.List(TorchType.Tensor))),
                TorchType.Tuple(TorchType.Dict(TorchType.Str, TorchType.List(TorchType.Tensor)), TorchType.Int),
            ),
            MethodSignature(
                "lists",
                listOf(
                    "ints" to TorchType.List(TorchType.Int),
                    "floats" to TorchType.List(TorchType.Float),
                    "bools" to TorchType.List(TorchType.Bool),
                    "texts" to TorchType.List(TorchType.Str),
                    "empty" to TorchType.List(TorchType.Int),
                ),
                TorchType.Int,
            ),
        )

        private val api = ModelApi(
            className = "FlatbufferModel",
            methods = mapOf(
                "forward" to listOf(
                    "x: Tensor",
                    "scale: float=2.0",
                    "count: int=-7",
                    "on: bool=True",
                    "note: Optional[str]",
                    "text: str='größe\\u0000'",
                    "pair: Tuple[int, str]=(1, 'é')",
                    "weight: Tensor=float[3, 2]",
                    "undefined: float=NaN",
                    "-> Tensor",
                ),
                "label" to listOf("index: int", "-> str"),
                "state" to listOf("x: Dict[str, List[Tensor]]", "-> Tuple[Dict[str, List[Tensor]], int]"),
                "lists" to listOf(
                    "ints: List[int]=[1, -2]",
                    "floats: List[float]=[1.0, -0.0]",
                    "bools: List[bool]=[True]",
                    "texts: List[str]=['a']",
                    "empty: List[int]=[]",
                    "-> int",
                ),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.flatbuffermodel",
            name = "FlatbufferModel.ptl",
            size = 5664,
            crc32 = 0xbdf004b1,
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
        public fun load(path: String): FlatbufferModel {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): FlatbufferModel {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): FlatbufferModel {
            val module = loadTorchModule(path, signatures)
            return FlatbufferModel(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): FlatbufferModel {
            val module = loadTorchModule(bytes, signatures)
            return FlatbufferModel(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): FlatbufferModel = load(bundledModelPath(bundled))
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

/** Tuple `Tuple[Dict[str, List[Tensor]], int]` of the model. */
public class StateResult internal constructor(public val first: Map<String, List<Tensor>>, public val second: Long) {
    public operator fun component1(): Map<String, List<Tensor>> = first

    public operator fun component2(): Long = second

    override fun toString(): String = deepToString("StateResult", "first" to first, "second" to second)
}

private fun fromForwardPair(value: ForwardPair): IValue =
    IValue.tupleFrom(IValue.from(value.first), IValue.from(value.second))

private fun fromTensorList(value: List<Tensor>): IValue = IValue.listFrom(value.map { IValue.from(it) })

private fun toStateResult(value: IValue): StateResult {
    val fields = value.toTuple()
    return StateResult(
        first = fields[0].toDictStringKey().mapValues { toTensorList(it.value) },
        second = fields[1].toLong(),
    )
}

private fun toTensorList(value: IValue): List<Tensor> = value.toList().map { it.toTensor() }
