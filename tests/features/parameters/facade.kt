package com.example.weights

import com.example.weights.torch.BundledModel
import com.example.weights.torch.IValue
import com.example.weights.torch.MethodSignature
import com.example.weights.torch.Tensor
import com.example.weights.torch.TorchException
import com.example.weights.torch.TorchModule
import com.example.weights.torch.TorchType
import com.example.weights.torch.bundledModelPath
import com.example.weights.torch.check.ModelApi
import com.example.weights.torch.loadTorchModule

/** The model in `model.ptl` (class `Weights`, 1 method). Calls block: keep them off the main thread. */
public class Weights(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, x: Tensor) -> Tensor` */
    @Throws(TorchException::class)
    public fun forward(x: Tensor): Tensor = module.runMethod("forward", IValue.from(x)).toTensor()

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(x: Tensor): Tensor = forward(x)

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature("forward", listOf("x" to TorchType.Tensor), TorchType.Tensor),
        )

        private val api = ModelApi(
            className = "Weights",
            methods = mapOf(
                "forward" to listOf("x: Tensor", "-> Tensor"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.weights",
            name = "Weights.ptl",
            size = 6666,
            crc32 = 0x1fb62634,
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
        public fun load(path: String): Weights {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): Weights {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): Weights {
            val module = loadTorchModule(path, signatures)
            return Weights(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): Weights {
            val module = loadTorchModule(bytes, signatures)
            return Weights(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): Weights = load(bundledModelPath(bundled))
    }
}
