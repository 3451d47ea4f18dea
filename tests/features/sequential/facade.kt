package com.example.sequential

import com.example.sequential.torch.BundledModel
import com.example.sequential.torch.IValue
import com.example.sequential.torch.MethodSignature
import com.example.sequential.torch.Tensor
import com.example.sequential.torch.TorchException
import com.example.sequential.torch.TorchModule
import com.example.sequential.torch.TorchType
import com.example.sequential.torch.bundledModelPath
import com.example.sequential.torch.check.ModelApi
import com.example.sequential.torch.loadTorchModule

/** The model in `model.ptl` (class `Sequential`, 2 methods). Calls block: keep them off the main thread. */
public class Sequential(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, input: Tensor) -> Tensor` */
    @Throws(TorchException::class)
    public fun forward(input: Tensor): Tensor = module.runMethod("forward", IValue.from(input)).toTensor()

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(input: Tensor): Tensor = forward(input)

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature("forward", listOf("input" to TorchType.Tensor), TorchType.Tensor),
            MethodSignature("__len__", emptyList(), TorchType.Int),
        )

        private val api = ModelApi(
            className = "Sequential",
            methods = mapOf(
                "forward" to listOf("input: Tensor", "-> Tensor"),
                "__len__" to listOf("-> int"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.sequential",
            name = "Sequential.ptl",
            size = 3795,
            crc32 = 0x89b26029,
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
        public fun load(path: String): Sequential {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): Sequential {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): Sequential {
            val module = loadTorchModule(path, signatures)
            return Sequential(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): Sequential {
            val module = loadTorchModule(bytes, signatures)
            return Sequential(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): Sequential = load(bundledModelPath(bundled))
    }
}
