package com.example.photos

import com.example.photos.torch.BundledModel
import com.example.photos.torch.DType
import com.example.photos.torch.IValue
import com.example.photos.torch.MethodGuard
import com.example.photos.torch.MethodSignature
import com.example.photos.torch.Tensor
import com.example.photos.torch.TensorGuard
import com.example.photos.torch.TorchException
import com.example.photos.torch.TorchModule
import com.example.photos.torch.TorchType
import com.example.photos.torch.bundledModelPath
import com.example.photos.torch.check.ModelApi
import com.example.photos.torch.deepToString
import com.example.photos.torch.loadTorchModule

/**
 * The model in `model.ptl` (class `Photos`, 12 methods). Calls block: keep them off the main thread.
 *
 * [PhotosImages] makes tensors of pixels, and pixels of tensors.
 */
public class Photos(private val module: TorchModule) : AutoCloseable {
    /**
     * TorchScript: `forward(self, x: Tensor) -> Tensor`
     *
     * @param photos `float32[batch, 3, 5, 7]`; RGB image, CHW, pixels / 255, mean 0.485 0.456 0.406, std 0.229 0.224
     *     0.225.
     * @return `[batch, 3, 5, 7]`; RGB image, CHW, pixels / 255, mean 0.485 0.456 0.406, std 0.229 0.224 0.225.
     */
    @Throws(TorchException::class)
    public fun forward(photos: Tensor): Tensor {
        forwardGuard.check(photos)
        return module.runMethod("forward", IValue.from(photos)).toTensor()
    }

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(photos: Tensor): Tensor = forward(photos)

    /**
     * TorchScript: `bytes(self, x: Tensor) -> Tensor`
     *
     * @param x `uint8[3, 2, 2]`; RGB image, CHW, pixels.
     * @return `uint8[3, 2, 2]`; RGB image, CHW, pixels.
     */
    @Throws(TorchException::class)
    public fun bytes(x: Tensor): Tensor {
        bytesGuard.check(x)
        return module.runMethod("bytes", IValue.from(x)).toTensor()
    }

    /**
     * TorchScript: `cutout(self, picture: Tensor) -> Tensor`
     *
     * @param picture `[4, height, width]`; RGBA image, CHW, pixels / 255, mean 0.5 0.5 0.5 0, std 0.25 0.5 1 1.
     * @return `float32[4, height, width]`; RGBA image, CHW, pixels / 255, mean 0.5 0.5 0.5 0, std 0.25 0.5 1 1.
     */
    @Throws(TorchException::class)
    public fun cutout(picture: Tensor): Tensor {
        cutoutGuard.check(picture)
        return module.runMethod("cutout", IValue.from(picture)).toTensor()
    }

    /**
     * TorchScript: `gray(self, planes: Tensor) -> Tensor`
     *
     * @return `[1, height, width]`; GRAY image, CHW, pixels / 255.
     */
    @Throws(TorchException::class)
    public fun gray(planes: Tensor): Tensor = module.runMethod("gray", IValue.from(planes)).toTensor()

    /** TorchScript: `levels(self, planes: Tensor, scale: float, mean: List[float], std: List[float]) -> Tensor` */
    @Throws(TorchException::class)
    public fun levels(planes: Tensor, scale: Double, mean: DoubleArray, std: DoubleArray): Tensor = module.runMethod(
        "levels",
        IValue.from(planes),
        IValue.from(scale),
        IValue.listFrom(*mean),
        IValue.listFrom(*std),
    ).toTensor()

    /** TorchScript: `normalized(self, planes: Tensor, scale: float, mean: List[float], std: List[float]) -> Tensor` */
    @Throws(TorchException::class)
    public fun normalized(planes: Tensor, scale: Double, mean: DoubleArray, std: DoubleArray): Tensor =
        module.runMethod(
            "normalized",
            IValue.from(planes),
            IValue.from(scale),
            IValue.listFrom(*mean),
            IValue.listFrom(*std),
        ).toTensor()

    /** TorchScript: `pair(self, pair: Pair) -> Tensor` */
    @Throws(TorchException::class)
    public fun pair(pair: PairResult): Tensor {
        pairGuard.check(pair.left, pair.right)
        return module.runMethod("pair", fromPairResult(pair)).toTensor()
    }

    /**
     * TorchScript: `precise(self, x: Tensor) -> Tensor`
     *
     * @param x `[batch, 3, height, width]`; RGB image, CHW, pixels / 255, centre crop of 0.875.
     * @return `float64[batch, 3, height, width]`; RGB image, CHW, pixels / 255.
     */
    @Throws(TorchException::class)
    public fun precise(x: Tensor): Tensor {
        preciseGuard.check(x)
        return module.runMethod("precise", IValue.from(x)).toTensor()
    }

    /** TorchScript: `resized(self, pixels: Tensor, size: List[int]) -> Tensor` */
    @Throws(TorchException::class)
    public fun resized(pixels: Tensor, size: LongArray): Tensor =
        module.runMethod("resized", IValue.from(pixels), IValue.listFrom(*size)).toTensor()

    /** TorchScript: `split(self, x: Tensor) -> Pair` */
    @Throws(TorchException::class)
    public fun split(x: Tensor): PairResult = toPairResult(module.runMethod("split", IValue.from(x)))

    /**
     * TorchScript: `style(self, picture: Tensor, mask: Optional[Tensor]=None) -> Tensor`
     *
     * @param picture `[height, width, 3]`; BGR image, HWC, pixels * 2, mean 1 2 3.5.
     * @param mask `[1, height, width]`; GRAY image, CHW, pixels / 255.
     * @return `[height, width, 3]`; BGR image, HWC, pixels * 2, mean 1 2 3.5.
     */
    @Throws(TorchException::class)
    public fun style(picture: Tensor, mask: Tensor? = null): Tensor {
        styleGuard.check(picture, mask)
        return module.runMethod("style", IValue.from(picture), IValue.from(mask)).toTensor()
    }

    /**
     * TorchScript: `turned(self, planes: Tensor) -> Tensor`
     *
     * @param planes `[1, 3, height, width]`; RGB image, CHW, pixels / 255, centre crop.
     */
    @Throws(TorchException::class)
    public fun turned(planes: Tensor): Tensor {
        turnedGuard.check(planes)
        return module.runMethod("turned", IValue.from(planes)).toTensor()
    }

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature("forward", listOf("x" to TorchType.Tensor), TorchType.Tensor),
            MethodSignature("bytes", listOf("x" to TorchType.Tensor), TorchType.Tensor),
            MethodSignature("cutout", listOf("picture" to TorchType.Tensor), TorchType.Tensor),
            MethodSignature("gray", listOf("planes" to TorchType.Tensor), TorchType.Tensor),
            MethodSignature(
                "levels",
                listOf(
                    "planes" to TorchType.Tensor,
                    "scale" to TorchType.Float,
                    "mean" to TorchType.List(TorchType.Float),
                    "std" to TorchType.List(TorchType.Float),
                ),
                TorchType.Tensor,
            ),
            MethodSignature(
                "normalized",
                listOf(
                    "planes" to TorchType.Tensor,
                    "scale" to TorchType.Float,
                    "mean" to TorchType.List(TorchType.Float),
                    "std" to TorchType.List(TorchType.Float),
                ),
                TorchType.Tensor,
            ),
            MethodSignature(
                "pair",
                listOf("pair" to TorchType.NamedTuple("Pair", TorchType.Tensor, TorchType.Tensor)),
                TorchType.Tensor,
            ),
            MethodSignature("precise", listOf("x" to TorchType.Tensor), TorchType.Tensor),
            MethodSignature(
                "resized",
                listOf("pixels" to TorchType.Tensor, "size" to TorchType.List(TorchType.Int)),
                TorchType.Tensor,
            ),
            MethodSignature(
                "split",
                listOf("x" to TorchType.Tensor),
                TorchType.NamedTuple("Pair", TorchType.Tensor, TorchType.Tensor),
            ),
            MethodSignature(
                "style",
                listOf("picture" to TorchType.Tensor, "mask" to TorchType.Optional(TorchType.Tensor)),
                TorchType.Tensor,
            ),
            MethodSignature("turned", listOf("planes" to TorchType.Tensor), TorchType.Tensor),
        )

        private val forwardGuard = MethodGuard(
            "forward",
            TensorGuard("photos", DType.FLOAT32, listOf("batch", 3, 5, 7)),
        )

        private val bytesGuard = MethodGuard("bytes", TensorGuard("x", DType.UINT8, listOf(3, 2, 2)))

        private val cutoutGuard = MethodGuard("cutout", TensorGuard("picture", null, listOf(4, "height", "width")))

        private val pairGuard = MethodGuard(
            "pair",
            TensorGuard("pair.left", null, listOf(3, 2, 2)),
            TensorGuard("pair.right", null, listOf(3, 2, 2)),
        )

        private val preciseGuard = MethodGuard("precise", TensorGuard("x", null, listOf("batch", 3, "height", "width")))

        private val styleGuard = MethodGuard(
            "style",
            TensorGuard("picture", null, listOf("height", "width", 3)),
            TensorGuard("mask", null, listOf(1, "height", "width")),
        )

        private val turnedGuard = MethodGuard("turned", TensorGuard("planes", null, listOf(1, 3, "height", "width")))

        private val api = ModelApi(
            className = "Photos",
            methods = mapOf(
                "forward" to listOf("x: Tensor", "-> Tensor"),
                "bytes" to listOf("x: Tensor", "-> Tensor"),
                "cutout" to listOf("picture: Tensor", "-> Tensor"),
                "gray" to listOf("planes: Tensor", "-> Tensor"),
                "levels" to listOf(
                    "planes: Tensor",
                    "scale: float",
                    "mean: List[float]",
                    "std: List[float]",
                    "-> Tensor",
                ),
                "normalized" to listOf(
                    "planes: Tensor",
                    "scale: float",
                    "mean: List[float]",
                    "std: List[float]",
                    "-> Tensor",
                ),
                "pair" to listOf("pair: Pair", "-> Tensor"),
                "precise" to listOf("x: Tensor", "-> Tensor"),
                "resized" to listOf("pixels: Tensor", "size: List[int]", "-> Tensor"),
                "split" to listOf("x: Tensor", "-> Pair"),
                "style" to listOf("picture: Tensor", "mask: Optional[Tensor]", "-> Tensor"),
                "turned" to listOf("planes: Tensor", "-> Tensor"),
            ),
            namedTuples = listOf(
                "Pair" to listOf("left: Tensor", "right: Tensor"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.photos",
            name = "Photos.ptl",
            size = 8470,
            crc32 = 0x522e1c31,
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
        public fun load(path: String): Photos {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): Photos {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): Photos {
            val module = loadTorchModule(path, signatures)
            return Photos(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): Photos {
            val module = loadTorchModule(bytes, signatures)
            return Photos(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): Photos = load(bundledModelPath(bundled))
    }
}

/**
 * NamedTuple `Pair` of the model.
 *
 * @property left Where `pair` takes it: `[3, 2, 2]`; RGB image, CHW, pixels / 255. Where `split` returns it: `[3,
 *     height, width]`; RGB image, CHW, pixels / 255.
 * @property right Where `pair` takes it: `[3, 2, 2]`; RGB image, CHW, pixels / 255. Where `split` returns it: `[3,
 *     height, width]`; RGB image, CHW, pixels.
 */
public class PairResult(public val left: Tensor, public val right: Tensor) {
    override fun toString(): String = deepToString("PairResult", "left" to left, "right" to right)
}

private fun fromPairResult(value: PairResult): IValue =
    IValue.tupleFrom(IValue.from(value.left), IValue.from(value.right))

private fun toPairResult(value: IValue): PairResult {
    val fields = value.toTuple()
    return PairResult(left = fields[0].toTensor(), right = fields[1].toTensor())
}
