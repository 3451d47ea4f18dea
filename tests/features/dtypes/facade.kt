package com.example.dtypes

import com.example.dtypes.torch.BundledModel
import com.example.dtypes.torch.IValue
import com.example.dtypes.torch.MethodSignature
import com.example.dtypes.torch.Tensor
import com.example.dtypes.torch.TorchException
import com.example.dtypes.torch.TorchModule
import com.example.dtypes.torch.TorchType
import com.example.dtypes.torch.bundledModelPath
import com.example.dtypes.torch.check.ModelApi
import com.example.dtypes.torch.loadTorchModule

/** The model in `model.ptl` (class `DTypes`, 4 methods). Calls block: keep them off the main thread. */
public class DTypes(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, x: Tensor) -> Tensor` */
    @Throws(TorchException::class)
    public fun forward(x: Tensor): Tensor = module.runMethod("forward", IValue.from(x)).toTensor()

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(x: Tensor): Tensor = forward(x)

    /** TorchScript: `to_bool(self, x: Tensor) -> Tensor` */
    @Throws(TorchException::class)
    public fun toBool(x: Tensor): Tensor = module.runMethod("to_bool", IValue.from(x)).toTensor()

    /** TorchScript: `to_complex(self, x: Tensor) -> Tensor` */
    @Throws(TorchException::class)
    public fun toComplex(x: Tensor): Tensor = module.runMethod("to_complex", IValue.from(x)).toTensor()

    /** TorchScript: `to_half(self, x: Tensor) -> Tensor` */
    @Throws(TorchException::class)
    public fun toHalf(x: Tensor): Tensor = module.runMethod("to_half", IValue.from(x)).toTensor()

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature("forward", listOf("x" to TorchType.Tensor), TorchType.Tensor),
            MethodSignature("to_bool", listOf("x" to TorchType.Tensor), TorchType.Tensor),
            MethodSignature("to_complex", listOf("x" to TorchType.Tensor), TorchType.Tensor),
            MethodSignature("to_half", listOf("x" to TorchType.Tensor), TorchType.Tensor),
        )

        private val api = ModelApi(
            className = "DTypes",
            methods = mapOf(
                "forward" to listOf("x: Tensor", "-> Tensor"),
                "to_bool" to listOf("x: Tensor", "-> Tensor"),
                "to_complex" to listOf("x: Tensor", "-> Tensor"),
                "to_half" to listOf("x: Tensor", "-> Tensor"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.dtypes",
            name = "DTypes.ptl",
            size = 2146,
            crc32 = 0x0e7fbf5c,
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
        public fun load(path: String): DTypes {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): DTypes {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): DTypes {
            val module = loadTorchModule(path, signatures)
            return DTypes(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): DTypes {
            val module = loadTorchModule(bytes, signatures)
            return DTypes(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): DTypes = load(bundledModelPath(bundled))
    }
}
