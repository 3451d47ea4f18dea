package com.example.mangled

import com.example.mangled.torch.BundledModel
import com.example.mangled.torch.IValue
import com.example.mangled.torch.MethodSignature
import com.example.mangled.torch.Tensor
import com.example.mangled.torch.TorchException
import com.example.mangled.torch.TorchModule
import com.example.mangled.torch.TorchType
import com.example.mangled.torch.bundledModelPath
import com.example.mangled.torch.check.ModelApi
import com.example.mangled.torch.loadTorchModule

/** The model in `model.ptl` (class `Mangled`, 2 methods). Calls block: keep them off the main thread. */
public class Mangled(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, x: Tensor) -> Tensor` */
    @Throws(TorchException::class)
    public fun forward(x: Tensor): Tensor = module.runMethod("forward", IValue.from(x)).toTensor()

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(x: Tensor): Tensor = forward(x)

    /** TorchScript: `answer(self) -> int` */
    @Throws(TorchException::class)
    public fun answer(): Long = module.runMethod("answer").toLong()

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature("forward", listOf("x" to TorchType.Tensor), TorchType.Tensor),
            MethodSignature("answer", emptyList(), TorchType.Int),
        )

        private val api = ModelApi(
            className = "Mangled",
            methods = mapOf(
                "forward" to listOf("x: Tensor", "-> Tensor"),
                "answer" to listOf("-> int"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.mangled",
            name = "Mangled.ptl",
            size = 1840,
            crc32 = 0x49d3f7d3,
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
        public fun load(path: String): Mangled {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): Mangled {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): Mangled {
            val module = loadTorchModule(path, signatures)
            return Mangled(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): Mangled {
            val module = loadTorchModule(bytes, signatures)
            return Mangled(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): Mangled = load(bundledModelPath(bundled))
    }
}
