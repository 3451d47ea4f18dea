package com.example.defaultstensor

import com.example.defaultstensor.torch.BundledModel
import com.example.defaultstensor.torch.DType
import com.example.defaultstensor.torch.IValue
import com.example.defaultstensor.torch.MethodSignature
import com.example.defaultstensor.torch.Tensor
import com.example.defaultstensor.torch.TorchException
import com.example.defaultstensor.torch.TorchModule
import com.example.defaultstensor.torch.TorchType
import com.example.defaultstensor.torch.bundledModelPath
import com.example.defaultstensor.torch.check.ModelApi
import com.example.defaultstensor.torch.loadTorchModule

/** The model in `model.ptl` (class `DefaultsTensor`, 1 method). Calls block: keep them off the main thread. */
public class DefaultsTensor(private val module: TorchModule) : AutoCloseable {
    /**
     * TorchScript: `forward(self, x: Tensor, weight: Tensor=<float32 Tensor of shape [2, 3]>, turned:
     * Tensor=<float32 Tensor of shape [3, 2]>, window: Tensor=<int64 Tensor of shape [3]>, flags: Tensor=<bool
     * Tensor of shape [2]>, half: Tensor=<float16 Tensor of shape [2]>, scalar: Tensor=<int32 Tensor of shape []>,
     * nothing: Tensor=<float32 Tensor of shape [0, 3]>) -> Tensor`
     */
    @Throws(TorchException::class)
    public fun forward(
        x: Tensor,
        weight: Tensor? = null,
        turned: Tensor? = null,
        window: Tensor? = null,
        flags: Tensor? = null,
        half: Tensor? = null,
        scalar: Tensor? = null,
        nothing: Tensor? = null,
    ): Tensor = module.runMethod(
        "forward",
        IValue.from(x),
        IValue.from(weight ?: Tensor.of(floatArrayOf(1.0f, 2.0f, 3.0f, 4.0f, 5.0f, 6.0f), 2, 3)),
        IValue.from(turned ?: Tensor.of(floatArrayOf(1.0f, 4.0f, 2.0f, 5.0f, 3.0f, 6.0f), 3, 2)),
        IValue.from(window ?: Tensor.of(longArrayOf(2, 4, 6), 3)),
        IValue.from(flags ?: Tensor.of(booleanArrayOf(true, false), 2)),
        IValue.from(half ?: Tensor.ofBytes(byteArrayOf(0, 62, 0, -64), DType.FLOAT16, 2)),
        IValue.from(scalar ?: Tensor.of(intArrayOf(7))),
        IValue.from(nothing ?: Tensor.of(floatArrayOf(), 0, 3)),
    ).toTensor()

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(
        x: Tensor,
        weight: Tensor? = null,
        turned: Tensor? = null,
        window: Tensor? = null,
        flags: Tensor? = null,
        half: Tensor? = null,
        scalar: Tensor? = null,
        nothing: Tensor? = null,
    ): Tensor = forward(x, weight, turned, window, flags, half, scalar, nothing)

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf(
                    "x" to TorchType.Tensor,
                    "weight" to TorchType.Tensor,
                    "turned" to TorchType.Tensor,
                    "window" to TorchType.Tensor,
                    "flags" to TorchType.Tensor,
                    "half" to TorchType.Tensor,
                    "scalar" to TorchType.Tensor,
                    "nothing" to TorchType.Tensor,
                ),
                TorchType.Tensor,
            ),
        )

        private val api = ModelApi(
            className = "DefaultsTensor",
            methods = mapOf(
                "forward" to listOf(
                    "x: Tensor",
                    "weight: Tensor=float[2, 3]",
                    "turned: Tensor=float[3, 2]",
                    "window: Tensor=long[3]",
                    "flags: Tensor=bool[2]",
                    "half: Tensor=half[2]",
                    "scalar: Tensor=int[]",
                    "nothing: Tensor=float[0, 3]",
                    "-> Tensor",
                ),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.defaultstensor",
            name = "DefaultsTensor.ptl",
            size = 3967,
            crc32 = 0x2d0f79c1,
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
        public fun load(path: String): DefaultsTensor {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): DefaultsTensor {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): DefaultsTensor {
            val module = loadTorchModule(path, signatures)
            return DefaultsTensor(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): DefaultsTensor {
            val module = loadTorchModule(bytes, signatures)
            return DefaultsTensor(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): DefaultsTensor = load(bundledModelPath(bundled))
    }
}
