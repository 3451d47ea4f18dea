package com.example.optionaltensor

import com.example.optionaltensor.torch.BundledModel
import com.example.optionaltensor.torch.IValue
import com.example.optionaltensor.torch.MethodSignature
import com.example.optionaltensor.torch.Tensor
import com.example.optionaltensor.torch.TorchException
import com.example.optionaltensor.torch.TorchModule
import com.example.optionaltensor.torch.TorchType
import com.example.optionaltensor.torch.bundledModelPath
import com.example.optionaltensor.torch.check.ModelApi
import com.example.optionaltensor.torch.loadTorchModule

/** The model in `model.ptl` (class `OptionalTensor`, 2 methods). Calls block: keep them off the main thread. */
public class OptionalTensor(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, x: Optional[Tensor]) -> Optional[Tensor]` */
    @Throws(TorchException::class)
    public fun forward(x: Tensor?): Tensor? = module.runMethod("forward", IValue.from(x)).orNull { it.toTensor() }

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(x: Tensor?): Tensor? = forward(x)

    /** TorchScript: `masked(self, x: Tensor, mask: Optional[Tensor]=None) -> Tensor` */
    @Throws(TorchException::class)
    public fun masked(x: Tensor, mask: Tensor? = null): Tensor =
        module.runMethod("masked", IValue.from(x), IValue.from(mask)).toTensor()

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf("x" to TorchType.Optional(TorchType.Tensor)),
                TorchType.Optional(TorchType.Tensor),
            ),
            MethodSignature(
                "masked",
                listOf("x" to TorchType.Tensor, "mask" to TorchType.Optional(TorchType.Tensor)),
                TorchType.Tensor,
            ),
        )

        private val api = ModelApi(
            className = "OptionalTensor",
            methods = mapOf(
                "forward" to listOf("x: Optional[Tensor]", "-> Optional[Tensor]"),
                "masked" to listOf("x: Tensor", "mask: Optional[Tensor]", "-> Tensor"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.optionaltensor",
            name = "OptionalTensor.ptl",
            size = 2224,
            crc32 = 0x69fe99d5,
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
        public fun load(path: String): OptionalTensor {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): OptionalTensor {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): OptionalTensor {
            val module = loadTorchModule(path, signatures)
            return OptionalTensor(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): OptionalTensor {
            val module = loadTorchModule(bytes, signatures)
            return OptionalTensor(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): OptionalTensor = load(bundledModelPath(bundled))
    }
}
