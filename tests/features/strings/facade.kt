package com.example.strings

import com.example.strings.torch.BundledModel
import com.example.strings.torch.IValue
import com.example.strings.torch.MethodSignature
import com.example.strings.torch.TorchException
import com.example.strings.torch.TorchModule
import com.example.strings.torch.TorchType
import com.example.strings.torch.bundledModelPath
import com.example.strings.torch.check.ModelApi
import com.example.strings.torch.loadTorchModule

/** The model in `model.ptl` (class `Strings`, 2 methods). Calls block: keep them off the main thread. */
public class Strings(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, text: str) -> str` */
    @Throws(TorchException::class)
    public fun forward(text: String): String = module.runMethod("forward", IValue.from(text)).toStr()

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(text: String): String = forward(text)

    /** TorchScript: `split(self, text: str, separator: str) -> List[str]` */
    @Throws(TorchException::class)
    public fun split(text: String, separator: String): List<String> =
        module.runMethod("split", IValue.from(text), IValue.from(separator)).toList().map { it.toStr() }

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature("forward", listOf("text" to TorchType.Str), TorchType.Str),
            MethodSignature(
                "split",
                listOf("text" to TorchType.Str, "separator" to TorchType.Str),
                TorchType.List(TorchType.Str),
            ),
        )

        private val api = ModelApi(
            className = "Strings",
            methods = mapOf(
                "forward" to listOf("text: str", "-> str"),
                "split" to listOf("text: str", "separator: str", "-> List[str]"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.strings",
            name = "Strings.ptl",
            size = 1840,
            crc32 = 0x5f0272bf,
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
        public fun load(path: String): Strings {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): Strings {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): Strings {
            val module = loadTorchModule(path, signatures)
            return Strings(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): Strings {
            val module = loadTorchModule(bytes, signatures)
            return Strings(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): Strings = load(bundledModelPath(bundled))
    }
}
