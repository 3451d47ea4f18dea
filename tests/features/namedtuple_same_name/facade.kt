package com.example.samename

import com.example.samename.torch.BundledModel
import com.example.samename.torch.IValue
import com.example.samename.torch.MethodSignature
import com.example.samename.torch.Tensor
import com.example.samename.torch.TorchException
import com.example.samename.torch.TorchModule
import com.example.samename.torch.TorchType
import com.example.samename.torch.bundledModelPath
import com.example.samename.torch.check.ModelApi
import com.example.samename.torch.deepEquals
import com.example.samename.torch.deepHashCode
import com.example.samename.torch.deepToString
import com.example.samename.torch.loadTorchModule

/** The model in `model.ptl` (class `SameName`, 2 methods). Calls block: keep them off the main thread. */
public class SameName(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, point: Point) -> Point` */
    @Throws(TorchException::class)
    public fun forward(point: FlatPoint): FlatPoint = toFlatPoint(module.runMethod("forward", fromFlatPoint(point)))

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(point: FlatPoint): FlatPoint = forward(point)

    /** TorchScript: `index(self, point: Point) -> Point` */
    @Throws(TorchException::class)
    public fun index(point: DeepPoint): DeepPoint = toDeepPoint(module.runMethod("index", fromDeepPoint(point)))

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf("point" to TorchType.NamedTuple("Point", TorchType.Tensor, TorchType.Tensor)),
                TorchType.NamedTuple("Point", TorchType.Tensor, TorchType.Tensor),
            ),
            MethodSignature(
                "index",
                listOf(
                    "point" to TorchType.NamedTuple(
                        "Point",
                        TorchType.Int,
                        TorchType.Str,
                        TorchType.Optional(TorchType.Float),
                    ),
                ),
                TorchType.NamedTuple("Point", TorchType.Int, TorchType.Str, TorchType.Optional(TorchType.Float)),
            ),
        )

        private val api = ModelApi(
            className = "SameName",
            methods = mapOf(
                "forward" to listOf("point: Point", "-> Point"),
                "index" to listOf("point: Point", "-> Point"),
            ),
            namedTuples = listOf(
                "Point" to listOf("x: Tensor", "y: Tensor"),
                "Point" to listOf("index: int", "name: str", "depth: Optional[float]"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.samename",
            name = "SameName.ptl",
            size = 2699,
            crc32 = 0x8d02fe6a,
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
        public fun load(path: String): SameName {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): SameName {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): SameName {
            val module = loadTorchModule(path, signatures)
            return SameName(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): SameName {
            val module = loadTorchModule(bytes, signatures)
            return SameName(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): SameName = load(bundledModelPath(bundled))
    }
}

/** NamedTuple `Point` of the model. */
public class FlatPoint(public val x: Tensor, public val y: Tensor) {
    override fun toString(): String = deepToString("FlatPoint", "x" to x, "y" to y)
}

/** NamedTuple `Point` of the model. */
public class DeepPoint(public val index: Long, public val name: String, public val depth: Double?) {
    private val fields: List<Any?>
        get() = listOf(index, name, depth)

    override fun equals(other: Any?): Boolean = other is DeepPoint && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString("DeepPoint", "index" to index, "name" to name, "depth" to depth)
}

private fun fromFlatPoint(value: FlatPoint): IValue = IValue.tupleFrom(IValue.from(value.x), IValue.from(value.y))

private fun toFlatPoint(value: IValue): FlatPoint {
    val fields = value.toTuple()
    return FlatPoint(x = fields[0].toTensor(), y = fields[1].toTensor())
}

private fun fromDeepPoint(value: DeepPoint): IValue =
    IValue.tupleFrom(IValue.from(value.index), IValue.from(value.name), IValue.from(value.depth))

private fun toDeepPoint(value: IValue): DeepPoint {
    val fields = value.toTuple()
    return DeepPoint(index = fields[0].toLong(), name = fields[1].toStr(), depth = fields[2].orNull { it.toDouble() })
}
