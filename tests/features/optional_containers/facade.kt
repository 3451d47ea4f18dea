package com.example.optionalcontainers

import com.example.optionalcontainers.torch.BundledModel
import com.example.optionalcontainers.torch.IValue
import com.example.optionalcontainers.torch.MethodSignature
import com.example.optionalcontainers.torch.Tensor
import com.example.optionalcontainers.torch.TorchException
import com.example.optionalcontainers.torch.TorchModule
import com.example.optionalcontainers.torch.TorchType
import com.example.optionalcontainers.torch.bundledModelPath
import com.example.optionalcontainers.torch.check.ModelApi
import com.example.optionalcontainers.torch.deepEquals
import com.example.optionalcontainers.torch.deepHashCode
import com.example.optionalcontainers.torch.deepToString
import com.example.optionalcontainers.torch.loadTorchModule

/** The model in `model.ptl` (class `OptionalContainers`, 4 methods). Calls block: keep them off the main thread. */
public class OptionalContainers(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, x: Optional[List[int]], y: Optional[List[Tensor]]=None) -> Optional[List[int]]` */
    @Throws(TorchException::class)
    public fun forward(x: LongArray?, y: List<Tensor>? = null): LongArray? = module.runMethod(
        "forward",
        x?.let { IValue.listFrom(*it) } ?: IValue.optionalNull(),
        y?.let { fromTensorList(it) } ?: IValue.optionalNull(),
    ).orNull { it.toLongList() }

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(x: LongArray?, y: List<Tensor>? = null): LongArray? = forward(x, y)

    /** TorchScript: `deep(self, x: Optional[List[Optional[List[float]]]]) -> Optional[List[Optional[List[float]]]]` */
    @Throws(TorchException::class)
    public fun deep(x: List<DoubleArray?>?): List<DoubleArray?>? = module.runMethod(
        "deep",
        x?.let { fromOptionalDoubleArrayList(it) } ?: IValue.optionalNull(),
    ).orNull { toOptionalDoubleArrayList(it) }

    /** TorchScript: `pair(self, x: Optional[Tuple[int, str]]) -> Optional[Tuple[int, str]]` */
    @Throws(TorchException::class)
    public fun pair(x: PairX?): PairX? =
        module.runMethod("pair", x?.let { fromPairX(it) } ?: IValue.optionalNull()).orNull { toPairX(it) }

    /** TorchScript: `scores(self, x: Optional[Dict[str, Tensor]]=None) -> Optional[Dict[str, Tensor]]` */
    @Throws(TorchException::class)
    public fun scores(x: Map<String, Tensor>? = null): Map<String, Tensor>? =
        module.runMethod("scores", x?.let { fromTensorMap(it) } ?: IValue.optionalNull()).orNull { toTensorMap(it) }

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf(
                    "x" to TorchType.Optional(TorchType.List(TorchType.Int)),
                    "y" to TorchType.Optional(TorchType.List(TorchType.Tensor)),
                ),
                TorchType.Optional(TorchType.List(TorchType.Int)),
            ),
            MethodSignature(
                "deep",
                listOf("x" to TorchType.Optional(TorchType.List(TorchType.Optional(TorchType.List(TorchType.Float))))),
                TorchType.Optional(TorchType.List(TorchType.Optional(TorchType.List(TorchType.Float)))),
            ),
            MethodSignature(
                "pair",
                listOf("x" to TorchType.Optional(TorchType.Tuple(TorchType.Int, TorchType.Str))),
                TorchType.Optional(TorchType.Tuple(TorchType.Int, TorchType.Str)),
            ),
            MethodSignature(
                "scores",
                listOf("x" to TorchType.Optional(TorchType.Dict(TorchType.Str, TorchType.Tensor))),
                TorchType.Optional(TorchType.Dict(TorchType.Str, TorchType.Tensor)),
            ),
        )

        private val api = ModelApi(
            className = "OptionalContainers",
            methods = mapOf(
                "forward" to listOf("x: Optional[List[int]]", "y: Optional[List[Tensor]]", "-> Optional[List[int]]"),
                "deep" to listOf(
                    "x: Optional[List[Optional[List[float]]]]",
                    "-> Optional[List[Optional[List[float]]]]",
                ),
                "pair" to listOf("x: Optional[Tuple[int, str]]", "-> Optional[Tuple[int, str]]"),
                "scores" to listOf("x: Optional[Dict[str, Tensor]]", "-> Optional[Dict[str, Tensor]]"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.optionalcontainers",
            name = "OptionalContainers.ptl",
            size = 2368,
            crc32 = 0x56d5e5f2,
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
        public fun load(path: String): OptionalContainers {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): OptionalContainers {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): OptionalContainers {
            val module = loadTorchModule(path, signatures)
            return OptionalContainers(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): OptionalContainers {
            val module = loadTorchModule(bytes, signatures)
            return OptionalContainers(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): OptionalContainers = load(bundledModelPath(bundled))
    }
}

/** Tuple `Tuple[int, str]` of the model. */
public class PairX(public val first: Long, public val second: String) {
    public operator fun component1(): Long = first

    public operator fun component2(): String = second

    private val fields: List<Any?>
        get() = listOf(first, second)

    override fun equals(other: Any?): Boolean = other is PairX && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString("PairX", "first" to first, "second" to second)
}

private fun fromTensorList(value: List<Tensor>): IValue = IValue.listFrom(value.map { IValue.from(it) })

private fun fromOptionalDoubleArrayList(value: List<DoubleArray?>): IValue =
    IValue.listFrom(value.map { fromOptionalDoubleArray(it) })

private fun fromOptionalDoubleArray(value: DoubleArray?): IValue =
    value?.let { IValue.listFrom(*it) } ?: IValue.optionalNull()

private fun toOptionalDoubleArrayList(value: IValue): List<DoubleArray?> =
    value.toList().map { toOptionalDoubleArray(it) }

private fun toOptionalDoubleArray(value: IValue): DoubleArray? = value.orNull { it.toDoubleList() }

private fun fromPairX(value: PairX): IValue = IValue.tupleFrom(IValue.from(value.first), IValue.from(value.second))

private fun toPairX(value: IValue): PairX {
    val fields = value.toTuple()
    return PairX(first = fields[0].toLong(), second = fields[1].toStr())
}

private fun fromTensorMap(value: Map<String, Tensor>): IValue =
    IValue.dictStringKeyFrom(value.mapValues { IValue.from(it.value) })

private fun toTensorMap(value: IValue): Map<String, Tensor> = value.toDictStringKey().mapValues { it.value.toTensor() }
