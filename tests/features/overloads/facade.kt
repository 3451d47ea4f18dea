package com.example.overloads

import com.example.overloads.torch.BundledModel
import com.example.overloads.torch.IValue
import com.example.overloads.torch.MethodSignature
import com.example.overloads.torch.Tensor
import com.example.overloads.torch.TorchException
import com.example.overloads.torch.TorchModule
import com.example.overloads.torch.TorchType
import com.example.overloads.torch.bundledModelPath
import com.example.overloads.torch.check.ModelApi
import com.example.overloads.torch.loadTorchModule

/** The model in `model.ptl` (class `Overloads`, 2 methods). Calls block: keep them off the main thread. */
public class Overloads(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward__0(self, x: int) -> int` */
    @Throws(TorchException::class)
    public fun forward0(x: Long): Long = module.runMethod("forward__0", IValue.from(x)).toLong()

    /** TorchScript: `forward__1(self, x: Tensor) -> Tensor` */
    @Throws(TorchException::class)
    public fun forward1(x: Tensor): Tensor = module.runMethod("forward__1", IValue.from(x)).toTensor()

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature("forward__0", listOf("x" to TorchType.Int), TorchType.Int),
            MethodSignature("forward__1", listOf("x" to TorchType.Tensor), TorchType.Tensor),
        )

        private val api = ModelApi(
            className = "Overloads",
            methods = mapOf(
                "forward__0" to listOf("x: int", "-> int"),
                "forward__1" to listOf("x: Tensor", "-> Tensor"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.overloads",
            name = "Overloads.ptl",
            size = 1705,
            crc32 = 0xc532878a,
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
        public fun load(path: String): Overloads {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): Overloads {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): Overloads {
            val module = loadTorchModule(path, signatures)
            return Overloads(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): Overloads {
            val module = loadTorchModule(bytes, signatures)
            return Overloads(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): Overloads = load(bundledModelPath(bundled))
    }
}
