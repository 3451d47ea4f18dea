package com.example.helpers

import com.example.helpers.torch.BundledModel
import com.example.helpers.torch.IValue
import com.example.helpers.torch.MethodSignature
import com.example.helpers.torch.Tensor
import com.example.helpers.torch.TorchException
import com.example.helpers.torch.TorchModule
import com.example.helpers.torch.TorchType
import com.example.helpers.torch.bundledModelPath
import com.example.helpers.torch.check.ModelApi
import com.example.helpers.torch.loadTorchModule

/** The model in `model.ptl` (class `Helpers`, 4 methods). Calls block: keep them off the main thread. */
public class Helpers(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, x: Tensor) -> Tensor` */
    @Throws(TorchException::class)
    public fun forward(x: Tensor): Tensor = module.runMethod("forward", IValue.from(x)).toTensor()

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(x: Tensor): Tensor = forward(x)

    /** TorchScript: `helper(self, x: Tensor) -> Tensor` */
    @Throws(TorchException::class)
    public fun helper(x: Tensor): Tensor = module.runMethod("helper", IValue.from(x)).toTensor()

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature("forward", listOf("x" to TorchType.Tensor), TorchType.Tensor),
            MethodSignature("__len__", emptyList(), TorchType.Int),
            MethodSignature("_private", listOf("x" to TorchType.Tensor), TorchType.Tensor),
            MethodSignature("helper", listOf("x" to TorchType.Tensor), TorchType.Tensor),
        )

        private val api = ModelApi(
            className = "Helpers",
            methods = mapOf(
                "forward" to listOf("x: Tensor", "-> Tensor"),
                "__len__" to listOf("-> int"),
                "_private" to listOf("x: Tensor", "-> Tensor"),
                "helper" to listOf("x: Tensor", "-> Tensor"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.helpers",
            name = "Helpers.ptl",
            size = 2174,
            crc32 = 0x3ed29e4d,
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
        public fun load(path: String): Helpers {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): Helpers {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): Helpers {
            val module = loadTorchModule(path, signatures)
            return Helpers(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): Helpers {
            val module = loadTorchModule(bytes, signatures)
            return Helpers(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): Helpers = load(bundledModelPath(bundled))
    }
}
