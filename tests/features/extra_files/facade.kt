package com.example.extrafiles

import com.example.extrafiles.torch.BundledModel
import com.example.extrafiles.torch.IValue
import com.example.extrafiles.torch.MethodSignature
import com.example.extrafiles.torch.Tensor
import com.example.extrafiles.torch.TorchException
import com.example.extrafiles.torch.TorchModule
import com.example.extrafiles.torch.TorchType
import com.example.extrafiles.torch.bundledModelPath
import com.example.extrafiles.torch.check.ModelApi
import com.example.extrafiles.torch.loadTorchModule

/** The model in `model.ptl` (class `ExtraFiles`, 1 method). Calls block: keep them off the main thread. */
public class ExtraFiles(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, x: Tensor) -> Tensor` */
    @Throws(TorchException::class)
    public fun forward(x: Tensor): Tensor = module.runMethod("forward", IValue.from(x)).toTensor()

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(x: Tensor): Tensor = forward(x)

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature("forward", listOf("x" to TorchType.Tensor), TorchType.Tensor),
        )

        private val api = ModelApi(
            className = "ExtraFiles",
            methods = mapOf(
                "forward" to listOf("x: Tensor", "-> Tensor"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.extrafiles",
            name = "ExtraFiles.ptl",
            size = 1839,
            crc32 = 0x718f5e58,
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
        public fun load(path: String): ExtraFiles {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): ExtraFiles {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): ExtraFiles {
            val module = loadTorchModule(path, signatures)
            return ExtraFiles(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): ExtraFiles {
            val module = loadTorchModule(bytes, signatures)
            return ExtraFiles(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): ExtraFiles = load(bundledModelPath(bundled))
    }
}
