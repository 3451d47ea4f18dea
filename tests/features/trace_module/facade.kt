package com.example.tracemodule

import com.example.tracemodule.torch.BundledModel
import com.example.tracemodule.torch.IValue
import com.example.tracemodule.torch.MethodSignature
import com.example.tracemodule.torch.Tensor
import com.example.tracemodule.torch.TorchException
import com.example.tracemodule.torch.TorchModule
import com.example.tracemodule.torch.TorchType
import com.example.tracemodule.torch.bundledModelPath
import com.example.tracemodule.torch.check.ModelApi
import com.example.tracemodule.torch.loadTorchModule

/** The model in `model.ptl` (class `TraceModule`, 2 methods). Calls block: keep them off the main thread. */
public class TraceModule(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, x: Tensor) -> Tensor` */
    @Throws(TorchException::class)
    public fun forward(x: Tensor): Tensor = module.runMethod("forward", IValue.from(x)).toTensor()

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(x: Tensor): Tensor = forward(x)

    /** TorchScript: `encode(self, a: Tensor, b: Tensor) -> Tensor` */
    @Throws(TorchException::class)
    public fun encode(a: Tensor, b: Tensor): Tensor =
        module.runMethod("encode", IValue.from(a), IValue.from(b)).toTensor()

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature("forward", listOf("x" to TorchType.Tensor), TorchType.Tensor),
            MethodSignature("encode", listOf("a" to TorchType.Tensor, "b" to TorchType.Tensor), TorchType.Tensor),
        )

        private val api = ModelApi(
            className = "TraceModule",
            methods = mapOf(
                "forward" to listOf("x: Tensor", "-> Tensor"),
                "encode" to listOf("a: Tensor", "b: Tensor", "-> Tensor"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.tracemodule",
            name = "TraceModule.ptl",
            size = 3454,
            crc32 = 0x6bb9d4a6,
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
        public fun load(path: String): TraceModule {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): TraceModule {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): TraceModule {
            val module = loadTorchModule(path, signatures)
            return TraceModule(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): TraceModule {
            val module = loadTorchModule(bytes, signatures)
            return TraceModule(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): TraceModule = load(bundledModelPath(bundled))
    }
}
