package com.example.buffersaved

import com.example.buffersaved.torch.BundledModel
import com.example.buffersaved.torch.IValue
import com.example.buffersaved.torch.MethodSignature
import com.example.buffersaved.torch.Tensor
import com.example.buffersaved.torch.TorchException
import com.example.buffersaved.torch.TorchModule
import com.example.buffersaved.torch.TorchType
import com.example.buffersaved.torch.bundledModelPath
import com.example.buffersaved.torch.check.ModelApi
import com.example.buffersaved.torch.loadTorchModule

/** The model in `model.ptl` (class `BufferSaved`, 1 method). Calls block: keep them off the main thread. */
public class BufferSaved(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, x: Tensor, scale: float=2.0) -> Tensor` */
    @Throws(TorchException::class)
    public fun forward(x: Tensor, scale: Double = 2.0): Tensor =
        module.runMethod("forward", IValue.from(x), IValue.from(scale)).toTensor()

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(x: Tensor, scale: Double = 2.0): Tensor = forward(x, scale)

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature("forward", listOf("x" to TorchType.Tensor, "scale" to TorchType.Float), TorchType.Tensor),
        )

        private val api = ModelApi(
            className = "BufferSaved",
            methods = mapOf(
                "forward" to listOf("x: Tensor", "scale: float=2.0", "-> Tensor"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.buffersaved",
            name = "BufferSaved.ptl",
            size = 1693,
            crc32 = 0x7ded9d0e,
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
        public fun load(path: String): BufferSaved {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): BufferSaved {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): BufferSaved {
            val module = loadTorchModule(path, signatures)
            return BufferSaved(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): BufferSaved {
            val module = loadTorchModule(bytes, signatures)
            return BufferSaved(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): BufferSaved = load(bundledModelPath(bundled))
    }
}
