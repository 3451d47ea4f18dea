package com.example.hooksfull

import com.example.hooksfull.torch.BundledModel
import com.example.hooksfull.torch.IValue
import com.example.hooksfull.torch.MethodSignature
import com.example.hooksfull.torch.Tensor
import com.example.hooksfull.torch.TorchException
import com.example.hooksfull.torch.TorchModule
import com.example.hooksfull.torch.TorchType
import com.example.hooksfull.torch.bundledModelPath
import com.example.hooksfull.torch.check.ModelApi
import com.example.hooksfull.torch.loadTorchModule

/** The model in `model.pt` (class `HooksFull`, 1 method). Calls block: keep them off the main thread. */
public class HooksFull(private val module: TorchModule) : AutoCloseable {
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
            className = "HooksFull",
            methods = mapOf(
                "forward" to listOf("x: Tensor", "-> Tensor"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.hooksfull",
            name = "HooksFull.ptl",
            size = 1114,
            crc32 = 0x874c640d,
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
        public fun load(path: String): HooksFull {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): HooksFull {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): HooksFull {
            val module = loadTorchModule(path, signatures)
            return HooksFull(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): HooksFull {
            val module = loadTorchModule(bytes, signatures)
            return HooksFull(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): HooksFull = load(bundledModelPath(bundled))
    }
}
