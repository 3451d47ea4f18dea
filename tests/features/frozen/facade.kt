package com.example.frozen

import com.example.frozen.torch.BundledModel
import com.example.frozen.torch.IValue
import com.example.frozen.torch.MethodSignature
import com.example.frozen.torch.Tensor
import com.example.frozen.torch.TorchException
import com.example.frozen.torch.TorchModule
import com.example.frozen.torch.TorchType
import com.example.frozen.torch.bundledModelPath
import com.example.frozen.torch.check.ModelApi
import com.example.frozen.torch.loadTorchModule

/** The model in `model.ptl` (class `Frozen`, 2 methods). Calls block: keep them off the main thread. */
public class Frozen(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, x: Tensor) -> Tensor` */
    @Throws(TorchException::class)
    public fun forward(x: Tensor): Tensor = module.runMethod("forward", IValue.from(x)).toTensor()

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(x: Tensor): Tensor = forward(x)

    /** TorchScript: `encode(self, x: Tensor, scale: float=2.0) -> Tensor` */
    @Throws(TorchException::class)
    public fun encode(x: Tensor, scale: Double = 2.0): Tensor =
        module.runMethod("encode", IValue.from(x), IValue.from(scale)).toTensor()

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature("forward", listOf("x" to TorchType.Tensor), TorchType.Tensor),
            MethodSignature("encode", listOf("x" to TorchType.Tensor, "scale" to TorchType.Float), TorchType.Tensor),
        )

        private val api = ModelApi(
            className = "Frozen",
            methods = mapOf(
                "forward" to listOf("x: Tensor", "-> Tensor"),
                "encode" to listOf("x: Tensor", "scale: float=2.0", "-> Tensor"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.frozen",
            name = "Frozen.ptl",
            size = 3658,
            crc32 = 0xb559454d,
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
        public fun load(path: String): Frozen {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): Frozen {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): Frozen {
            val module = loadTorchModule(path, signatures)
            return Frozen(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): Frozen {
            val module = loadTorchModule(bytes, signatures)
            return Frozen(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): Frozen = load(bundledModelPath(bundled))
    }
}
