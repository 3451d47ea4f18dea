package com.example.hooks

import com.example.hooks.torch.BundledModel
import com.example.hooks.torch.IValue
import com.example.hooks.torch.MethodSignature
import com.example.hooks.torch.Tensor
import com.example.hooks.torch.TorchException
import com.example.hooks.torch.TorchModule
import com.example.hooks.torch.TorchType
import com.example.hooks.torch.bundledModelPath
import com.example.hooks.torch.check.ModelApi
import com.example.hooks.torch.loadTorchModule

/** The model in `model.ptl` (class `Hooks`, 2 methods). Calls block: keep them off the main thread. */
public class Hooks(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, x: Tensor) -> Tensor` */
    @Throws(TorchException::class)
    public fun forward(x: Tensor): Tensor = module.runMethod("forward", IValue.from(x)).toTensor()

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(x: Tensor): Tensor = forward(x)

    /** TorchScript: `extra(self, x: Tensor) -> Tensor` */
    @Throws(TorchException::class)
    public fun extra(x: Tensor): Tensor = module.runMethod("extra", IValue.from(x)).toTensor()

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature("forward", listOf("x" to TorchType.Tensor), TorchType.Tensor),
            MethodSignature("extra", listOf("x" to TorchType.Tensor), TorchType.Tensor),
        )

        private val api = ModelApi(
            className = "Hooks",
            methods = mapOf(
                "forward" to listOf("x: Tensor", "-> Tensor"),
                "extra" to listOf("x: Tensor", "-> Tensor"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.hooks",
            name = "Hooks.ptl",
            size = 1797,
            crc32 = 0xb1bae418,
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
        public fun load(path: String): Hooks {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): Hooks {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): Hooks {
            val module = loadTorchModule(path, signatures)
            return Hooks(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): Hooks {
            val module = loadTorchModule(bytes, signatures)
            return Hooks(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): Hooks = load(bundledModelPath(bundled))
    }
}
