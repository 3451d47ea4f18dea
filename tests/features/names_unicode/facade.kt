package com.example.namesunicode

import com.example.namesunicode.torch.BundledModel
import com.example.namesunicode.torch.IValue
import com.example.namesunicode.torch.MethodSignature
import com.example.namesunicode.torch.Tensor
import com.example.namesunicode.torch.TorchException
import com.example.namesunicode.torch.TorchModule
import com.example.namesunicode.torch.TorchType
import com.example.namesunicode.torch.bundledModelPath
import com.example.namesunicode.torch.check.ModelApi
import com.example.namesunicode.torch.loadTorchModule

/** The model in `model.ptl` (class `NamesUnicode`, 1 method). Calls block: keep them off the main thread. */
public class NamesUnicode(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, größe: Tensor, ñ: str, x: int) -> Tensor` */
    @Throws(TorchException::class)
    public fun forward(größe: Tensor, ñ: String, x: Long): Tensor =
        module.runMethod("forward", IValue.from(größe), IValue.from(ñ), IValue.from(x)).toTensor()

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(größe: Tensor, ñ: String, x: Long): Tensor = forward(größe, ñ, x)

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf("größe" to TorchType.Tensor, "ñ" to TorchType.Str, "x" to TorchType.Int),
                TorchType.Tensor,
            ),
        )

        private val api = ModelApi(
            className = "NamesUnicode",
            methods = mapOf(
                "forward" to listOf("größe: Tensor", "ñ: str", "x: int", "-> Tensor"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.namesunicode",
            name = "NamesUnicode.ptl",
            size = 1661,
            crc32 = 0x605214f1,
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
        public fun load(path: String): NamesUnicode {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): NamesUnicode {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): NamesUnicode {
            val module = loadTorchModule(path, signatures)
            return NamesUnicode(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): NamesUnicode {
            val module = loadTorchModule(bytes, signatures)
            return NamesUnicode(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): NamesUnicode = load(bundledModelPath(bundled))
    }
}
