package com.example.tracedvarargs

import com.example.tracedvarargs.torch.BundledModel
import com.example.tracedvarargs.torch.IValue
import com.example.tracedvarargs.torch.MethodSignature
import com.example.tracedvarargs.torch.Tensor
import com.example.tracedvarargs.torch.TorchException
import com.example.tracedvarargs.torch.TorchModule
import com.example.tracedvarargs.torch.TorchType
import com.example.tracedvarargs.torch.bundledModelPath
import com.example.tracedvarargs.torch.check.ModelApi
import com.example.tracedvarargs.torch.loadTorchModule

/** The model in `model.ptl` (class `TracedVarargs`, 1 method). Calls block: keep them off the main thread. */
public class TracedVarargs(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, argument_1: Tensor, argument_2: Tensor) -> Tensor` */
    @Throws(TorchException::class)
    public fun forward(argument1: Tensor, argument2: Tensor): Tensor =
        module.runMethod("forward", IValue.from(argument1), IValue.from(argument2)).toTensor()

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(argument1: Tensor, argument2: Tensor): Tensor = forward(argument1, argument2)

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf("argument_1" to TorchType.Tensor, "argument_2" to TorchType.Tensor),
                TorchType.Tensor,
            ),
        )

        private val api = ModelApi(
            className = "TracedVarargs",
            methods = mapOf(
                "forward" to listOf("argument_1: Tensor", "argument_2: Tensor", "-> Tensor"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.tracedvarargs",
            name = "TracedVarargs.ptl",
            size = 2325,
            crc32 = 0x83beb36f,
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
        public fun load(path: String): TracedVarargs {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): TracedVarargs {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): TracedVarargs {
            val module = loadTorchModule(path, signatures)
            return TracedVarargs(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): TracedVarargs {
            val module = loadTorchModule(bytes, signatures)
            return TracedVarargs(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): TracedVarargs = load(bundledModelPath(bundled))
    }
}
