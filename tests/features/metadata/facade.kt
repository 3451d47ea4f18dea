package com.example.flowers

import com.example.flowers.torch.BundledModel
import com.example.flowers.torch.DType
import com.example.flowers.torch.IValue
import com.example.flowers.torch.MethodGuard
import com.example.flowers.torch.MethodSignature
import com.example.flowers.torch.Tensor
import com.example.flowers.torch.TensorGuard
import com.example.flowers.torch.TorchException
import com.example.flowers.torch.TorchModule
import com.example.flowers.torch.TorchType
import com.example.flowers.torch.bundledModelPath
import com.example.flowers.torch.check.ModelApi
import com.example.flowers.torch.deepEquals
import com.example.flowers.torch.deepHashCode
import com.example.flowers.torch.deepToString
import com.example.flowers.torch.loadTorchModule

/**
 * Tells which flower a photo shows.
 *
 * Trained on photos of gardens, not on drawings.
 *
 * Flowers 1.2.1, by Acme, licence CC-BY-4.0.
 *
 * The model in `model.ptl` (class `Flowers`, 6 methods). Calls block: keep them off the main thread.
 *
 * [FlowersImages] makes tensors of pixels. [FlowersLabels] has the labels of results.
 */
public class Flowers(private val module: TorchModule) : AutoCloseable {
    /**
     * Scores of all flowers for each photo.
     *
     * TorchScript: `forward(self, x: Tensor, temperature: float=1.0) -> Tensor`
     *
     * @param photos Photos of one flower each. `float32[batch, 3, height, width]`; RGB image, CHW, pixels / 255, mean
     *     0.485 0.456 0.406, std 0.229 0.224 0.225.
     * @param temperature Above 1: less sure. At least 0.01.
     * @return How sure the model is of each flower. `float32[batch, 3]`; 0 to 1; 3 labels: daisy, rose, tulip.
     */
    @Throws(TorchException::class)
    public fun forward(photos: Tensor, temperature: Double = 1.0): Tensor {
        forwardGuard.check(photos)
        return module.runMethod("forward", IValue.from(photos), IValue.from(temperature)).toTensor()
    }

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(photos: Tensor, temperature: Double = 1.0): Tensor = forward(photos, temperature)

    /**
     * The flower that the model is surest of.
     *
     * TorchScript: `best(self, x: Tensor, region: Optional[Tuple[int, int]]=None) -> Tuple[str, Tuple[int, float]]`
     *
     * @param x `float32[batch, 3, height, width]`.
     * @return Its name, and what the model says of it.
     */
    @Throws(TorchException::class)
    public fun best(x: Tensor, crop: Crop? = null): Best {
        bestGuard.check(x)
        return toBest(module.runMethod("best", IValue.from(x), crop?.let { fromCrop(it) } ?: IValue.optionalNull()))
    }

    /**
     * TorchScript: `flower(self, index: int) -> Flower`
     *
     * @return A flower.
     */
    @Throws(TorchException::class)
    public fun flower(index: Long): Flower = toFlower(module.runMethod("flower", IValue.from(index)))

    /** TorchScript: `plain(self, x: int) -> int` */
    @Throws(TorchException::class)
    public fun plain(x: Long): Long = module.runMethod("plain", IValue.from(x)).toLong()

    /**
     * TorchScript: `segment(self, x: Tensor) -> Dict[str, Tensor]`
     *
     * @param x `float32[batch, 3, height, width]`.
     * @return `out`: Scores of each pixel. `[batch, 3, height, width]`. `aux`: `[batch, height, width]`.
     */
    @Throws(TorchException::class)
    public fun segment(x: Tensor): Map<String, Tensor> {
        segmentGuard.check(x)
        return module.runMethod("segment", IValue.from(x)).toDictStringKey().mapValues { it.value.toTensor() }
    }

    /**
     * TorchScript: `step(self, state: List[Tensor], rates: List[float]) -> List[List[Tensor]]`
     *
     * @param state Each: What came before. `float32[_]`.
     * @param rates At least 0; in 1/s.
     * @return The states, new and old. Each: Each: `float32`.
     */
    @Throws(TorchException::class)
    public fun step(state: List<Tensor>, rates: DoubleArray): List<List<Tensor>> {
        stepGuard.check(state)
        return module.runMethod(
            "step",
            IValue.listFrom(state.map { IValue.from(it) }),
            IValue.listFrom(*rates),
        ).toList().map { toTensorList(it) }
    }

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf("x" to TorchType.Tensor, "temperature" to TorchType.Float),
                TorchType.Tensor,
            ),
            MethodSignature(
                "best",
                listOf(
                    "x" to TorchType.Tensor,
                    "region" to TorchType.Optional(TorchType.Tuple(TorchType.Int, TorchType.Int)),
                ),
                TorchType.Tuple(TorchType.Str, TorchType.Tuple(TorchType.Int, TorchType.Float)),
            ),
            MethodSignature(
                "flower",
                listOf("index" to TorchType.Int),
                TorchType.NamedTuple("Flower", TorchType.Int, TorchType.Float),
            ),
            MethodSignature("plain", listOf("x" to TorchType.Int), TorchType.Int),
            MethodSignature(
                "segment",
                listOf("x" to TorchType.Tensor),
                TorchType.Dict(TorchType.Str, TorchType.Tensor),
            ),
            MethodSignature(
                "step",
                listOf("state" to TorchType.List(TorchType.Tensor), "rates" to TorchType.List(TorchType.Float)),
                TorchType.List(TorchType.List(TorchType.Tensor)),
            ),
        )

        private val forwardGuard = MethodGuard(
            "forward",
            TensorGuard("photos", DType.FLOAT32, listOf("batch", 3, "height", "width")),
        )

        private val bestGuard = MethodGuard(
            "best",
            TensorGuard("x", DType.FLOAT32, listOf("batch", 3, "height", "width")),
        )

        private val segmentGuard = MethodGuard(
            "segment",
            TensorGuard("x", DType.FLOAT32, listOf("batch", 3, "height", "width")),
        )

        private val stepGuard = MethodGuard("step", TensorGuard("state", DType.FLOAT32, listOf("_")))

        private val api = ModelApi(
            className = "Flowers",
            methods = mapOf(
                "forward" to listOf("x: Tensor", "temperature: float=1.0", "-> Tensor"),
                "best" to listOf("x: Tensor", "region: Optional[Tuple[int, int]]", "-> Tuple[str, Tuple[int, float]]"),
                "flower" to listOf("index: int", "-> Flower"),
                "plain" to listOf("x: int", "-> int"),
                "segment" to listOf("x: Tensor", "-> Dict[str, Tensor]"),
                "step" to listOf("state: List[Tensor]", "rates: List[float]", "-> List[List[Tensor]]"),
            ),
            namedTuples = listOf(
                "Flower" to listOf("cls: int", "score: float"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.flowers",
            name = "Flowers.ptl",
            size = 5669,
            crc32 = 0xdc48353a,
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
        public fun load(path: String): Flowers {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): Flowers {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): Flowers {
            val module = loadTorchModule(path, signatures)
            return Flowers(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): Flowers {
            val module = loadTorchModule(bytes, signatures)
            return Flowers(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): Flowers = load(bundledModelPath(bundled))
    }
}

/** Tuple `Tuple[int, int]` of the model. */
public class Crop(public val topLeft: Long, public val bottomRight: Long) {
    public operator fun component1(): Long = topLeft

    public operator fun component2(): Long = bottomRight

    private val fields: List<Any?>
        get() = listOf(topLeft, bottomRight)

    override fun equals(other: Any?): Boolean = other is Crop && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString("Crop", "topLeft" to topLeft, "bottomRight" to bottomRight)
}

/**
 * Its name, and what the model says of it.
 *
 * Tuple `Tuple[str, Tuple[int, float]]` of the model.
 *
 * @property label In English.
 */
public class Best internal constructor(public val label: String, public val flower: Seen) {
    public operator fun component1(): String = label

    public operator fun component2(): Seen = flower

    private val fields: List<Any?>
        get() = listOf(label, flower)

    override fun equals(other: Any?): Boolean = other is Best && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString("Best", "label" to label, "flower" to flower)
}

/**
 * Tuple `Tuple[int, float]` of the model.
 *
 * @property index 3 labels: daisy, rose, tulip.
 * @property second At least 0.
 */
public class Seen internal constructor(public val index: Long, public val second: Double) {
    public operator fun component1(): Long = index

    public operator fun component2(): Double = second

    private val fields: List<Any?>
        get() = listOf(index, second)

    override fun equals(other: Any?): Boolean = other is Seen && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString("Seen", "index" to index, "second" to second)
}

/**
 * A flower.
 *
 * NamedTuple `Flower` of the model.
 *
 * @property index The number of the flower. 3 labels: daisy, rose, tulip.
 * @property score 0 to 1.
 */
public class Flower internal constructor(public val index: Long, public val score: Double) {
    private val fields: List<Any?>
        get() = listOf(index, score)

    override fun equals(other: Any?): Boolean = other is Flower && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString("Flower", "index" to index, "score" to score)
}

private fun fromCrop(value: Crop): IValue = IValue.tupleFrom(IValue.from(value.topLeft), IValue.from(value.bottomRight))

private fun toBest(value: IValue): Best {
    val fields = value.toTuple()
    return Best(label = fields[0].toStr(), flower = toSeen(fields[1]))
}

private fun toSeen(value: IValue): Seen {
    val fields = value.toTuple()
    return Seen(index = fields[0].toLong(), second = fields[1].toDouble())
}

private fun toFlower(value: IValue): Flower {
    val fields = value.toTuple()
    return Flower(index = fields[0].toLong(), score = fields[1].toDouble())
}

private fun toTensorList(value: IValue): List<Tensor> = value.toList().map { it.toTensor() }
