package com.example.noneresult

import com.example.noneresult.torch.BundledModel
import com.example.noneresult.torch.IValue
import com.example.noneresult.torch.MethodSignature
import com.example.noneresult.torch.TorchException
import com.example.noneresult.torch.TorchModule
import com.example.noneresult.torch.TorchType
import com.example.noneresult.torch.bundledModelPath
import com.example.noneresult.torch.check.ModelApi
import com.example.noneresult.torch.loadTorchModule

/** The model in `model.ptl` (class `NoneResult`, 2 methods). Calls block: keep them off the main thread. */
public class NoneResult(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, by: int) -> NoneType` */
    @Throws(TorchException::class)
    public fun forward(by: Long) {
        module.runMethod("forward", IValue.from(by))
    }

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(by: Long): Unit = forward(by)

    /** TorchScript: `total(self) -> int` */
    @Throws(TorchException::class)
    public fun total(): Long = module.runMethod("total").toLong()

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature("forward", listOf("by" to TorchType.Int), TorchType.None),
            MethodSignature("total", emptyList(), TorchType.Int),
        )

        private val api = ModelApi(
            className = "NoneResult",
            methods = mapOf(
                "forward" to listOf("by: int", "-> NoneType"),
                "total" to listOf("-> int"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.noneresult",
            name = "NoneResult.ptl",
            size = 1862,
            crc32 = 0xfee1ff11,
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
        public fun load(path: String): NoneResult {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): NoneResult {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): NoneResult {
            val module = loadTorchModule(path, signatures)
            return NoneResult(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): NoneResult {
            val module = loadTorchModule(bytes, signatures)
            return NoneResult(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): NoneResult = load(bundledModelPath(bundled))
    }
}
