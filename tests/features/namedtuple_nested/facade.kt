package com.example.detector

import com.example.detector.torch.BundledModel
import com.example.detector.torch.IValue
import com.example.detector.torch.MethodSignature
import com.example.detector.torch.Tensor
import com.example.detector.torch.TorchException
import com.example.detector.torch.TorchModule
import com.example.detector.torch.TorchType
import com.example.detector.torch.bundledModelPath
import com.example.detector.torch.check.ModelApi
import com.example.detector.torch.deepEquals
import com.example.detector.torch.deepHashCode
import com.example.detector.torch.deepToString
import com.example.detector.torch.loadTorchModule

/** The model in `model.ptl` (class `Detector`, 1 method). Calls block: keep them off the main thread. */
public class Detector(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, x: Tensor) -> Detections` */
    @Throws(TorchException::class)
    public fun forward(x: Tensor): Detections = toDetections(module.runMethod("forward", IValue.from(x)))

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(x: Tensor): Detections = forward(x)

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf("x" to TorchType.Tensor),
                TorchType.NamedTuple(
                    "Detections",
                    TorchType.NamedTuple(
                        "Detection",
                        TorchType.NamedTuple(
                            "Box",
                            TorchType.Tuple(TorchType.Float, TorchType.Float),
                            TorchType.Tuple(TorchType.Float, TorchType.Float),
                        ),
                        TorchType.Str,
                        TorchType.Optional(TorchType.Tensor),
                    ),
                    TorchType.List(
                        TorchType.NamedTuple(
                            "Detection",
                            TorchType.NamedTuple(
                                "Box",
                                TorchType.Tuple(TorchType.Float, TorchType.Float),
                                TorchType.Tuple(TorchType.Float, TorchType.Float),
                            ),
                            TorchType.Str,
                            TorchType.Optional(TorchType.Tensor),
                        ),
                    ),
                    TorchType.Dict(
                        TorchType.Str,
                        TorchType.NamedTuple(
                            "Detection",
                            TorchType.NamedTuple(
                                "Box",
                                TorchType.Tuple(TorchType.Float, TorchType.Float),
                                TorchType.Tuple(TorchType.Float, TorchType.Float),
                            ),
                            TorchType.Str,
                            TorchType.Optional(TorchType.Tensor),
                        ),
                    ),
                ),
            ),
        )

        private val api = ModelApi(
            className = "Detector",
            methods = mapOf(
                "forward" to listOf("x: Tensor", "-> Detections"),
            ),
            namedTuples = listOf(
                "Detections" to listOf("best: Detection", "all: List[Detection]", "by_label: Dict[str, Detection]"),
                "Detection" to listOf("box: Box", "label: str", "features: Optional[Tensor]"),
                "Box" to listOf("corner: Tuple[float, float]", "size: Tuple[float, float]"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.detector",
            name = "Detector.ptl",
            size = 2883,
            crc32 = 0x2687a1fb,
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
        public fun load(path: String): Detector {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): Detector {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): Detector {
            val module = loadTorchModule(path, signatures)
            return Detector(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): Detector {
            val module = loadTorchModule(bytes, signatures)
            return Detector(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): Detector = load(bundledModelPath(bundled))
    }
}

/** NamedTuple `Detections` of the model. */
public class Detections internal constructor(
    public val best: Detection,
    public val all: List<Detection>,
    public val byLabel: Map<String, Detection>,
) {
    override fun toString(): String = deepToString("Detections", "best" to best, "all" to all, "byLabel" to byLabel)
}

/** NamedTuple `Detection` of the model. */
public class Detection internal constructor(
    public val box: Box,
    public val label: String,
    public val features: Tensor?,
) {
    override fun toString(): String = deepToString("Detection", "box" to box, "label" to label, "features" to features)
}

/** NamedTuple `Box` of the model. */
public class Box internal constructor(public val corner: BoxCorner, public val size: BoxCorner) {
    private val fields: List<Any?>
        get() = listOf(corner, size)

    override fun equals(other: Any?): Boolean = other is Box && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString("Box", "corner" to corner, "size" to size)
}

/** Tuple `Tuple[float, float]` of the model. */
public class BoxCorner internal constructor(public val first: Double, public val second: Double) {
    public operator fun component1(): Double = first

    public operator fun component2(): Double = second

    private val fields: List<Any?>
        get() = listOf(first, second)

    override fun equals(other: Any?): Boolean = other is BoxCorner && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString("BoxCorner", "first" to first, "second" to second)
}

private fun toDetections(value: IValue): Detections {
    val fields = value.toTuple()
    return Detections(
        best = toDetection(fields[0]),
        all = fields[1].toList().map { toDetection(it) },
        byLabel = fields[2].toDictStringKey().mapValues { toDetection(it.value) },
    )
}

private fun toDetection(value: IValue): Detection {
    val fields = value.toTuple()
    return Detection(box = toBox(fields[0]), label = fields[1].toStr(), features = fields[2].orNull { it.toTensor() })
}

private fun toBox(value: IValue): Box {
    val fields = value.toTuple()
    return Box(corner = toBoxCorner(fields[0]), size = toBoxCorner(fields[1]))
}

private fun toBoxCorner(value: IValue): BoxCorner {
    val fields = value.toTuple()
    return BoxCorner(first = fields[0].toDouble(), second = fields[1].toDouble())
}
