package com.example.keywordonly

import com.example.keywordonly.torch.BundledModel
import com.example.keywordonly.torch.IValue
import com.example.keywordonly.torch.MethodSignature
import com.example.keywordonly.torch.Tensor
import com.example.keywordonly.torch.TorchException
import com.example.keywordonly.torch.TorchModule
import com.example.keywordonly.torch.TorchType
import com.example.keywordonly.torch.bundledModelPath
import com.example.keywordonly.torch.check.ModelApi
import com.example.keywordonly.torch.loadTorchModule

/** The model in `model.pt` (class `KeywordOnly`, 1 method). Calls block: keep them off the main thread. */
public class KeywordOnly(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, x: Tensor, scale: float, note: Optional[str]) -> Tensor` */
    @Throws(TorchException::class)
    public fun forward(x: Tensor, scale: Double, note: String?): Tensor =
        module.runMethod("forward", IValue.from(x), IValue.from(scale), IValue.from(note)).toTensor()

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(x: Tensor, scale: Double, note: String?): Tensor = forward(x, scale, note)

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf(
                    "x" to TorchType.Tensor,
                    "scale" to TorchType.Float,
                    "note" to TorchType.Optional(TorchType.Str),
                ),
                TorchType.Tensor,
            ),
        )

        private val api = ModelApi(
            className = "KeywordOnly",
            methods = mapOf(
                "forward" to listOf("x: Tensor", "scale: float", "note: Optional[str]", "-> Tensor"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.keywordonly",
            name = "KeywordOnly.ptl",
            size = 1059,
            crc32 = 0xa22e01be,
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
        public fun load(path: String): KeywordOnly {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): KeywordOnly {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): KeywordOnly {
            val module = loadTorchModule(path, signatures)
            return KeywordOnly(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): KeywordOnly {
            val module = loadTorchModule(bytes, signatures)
            return KeywordOnly(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): KeywordOnly = load(bundledModelPath(bundled))
    }
}
