package com.example.noforward

import com.example.noforward.torch.BundledModel
import com.example.noforward.torch.IValue
import com.example.noforward.torch.MethodSignature
import com.example.noforward.torch.Tensor
import com.example.noforward.torch.TorchException
import com.example.noforward.torch.TorchModule
import com.example.noforward.torch.TorchType
import com.example.noforward.torch.bundledModelPath
import com.example.noforward.torch.check.ModelApi
import com.example.noforward.torch.loadTorchModule

/** The model in `model.ptl` (class `NoForward`, 1 method). Calls block: keep them off the main thread. */
public class NoForward(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `run(self, x: Tensor) -> Tensor` */
    @Throws(TorchException::class)
    public fun run(x: Tensor): Tensor = module.runMethod("run", IValue.from(x)).toTensor()

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature("run", listOf("x" to TorchType.Tensor), TorchType.Tensor),
        )

        private val api = ModelApi(
            className = "NoForward",
            methods = mapOf(
                "run" to listOf("x: Tensor", "-> Tensor"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.noforward",
            name = "NoForward.ptl",
            size = 1526,
            crc32 = 0xe9100631,
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
        public fun load(path: String): NoForward {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): NoForward {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): NoForward {
            val module = loadTorchModule(path, signatures)
            return NoForward(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): NoForward {
            val module = loadTorchModule(bytes, signatures)
            return NoForward(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): NoForward = load(bundledModelPath(bundled))
    }
}
