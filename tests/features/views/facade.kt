package com.example.views

import com.example.views.torch.BundledModel
import com.example.views.torch.IValue
import com.example.views.torch.MethodSignature
import com.example.views.torch.Tensor
import com.example.views.torch.TorchException
import com.example.views.torch.TorchModule
import com.example.views.torch.TorchType
import com.example.views.torch.bundledModelPath
import com.example.views.torch.check.ModelApi
import com.example.views.torch.loadTorchModule

/** The model in `model.ptl` (class `Views`, 7 methods). Calls block: keep them off the main thread. */
public class Views(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, x: Tensor) -> Tensor` */
    @Throws(TorchException::class)
    public fun forward(x: Tensor): Tensor = module.runMethod("forward", IValue.from(x)).toTensor()

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(x: Tensor): Tensor = forward(x)

    /** TorchScript: `accumulate(self, x: Tensor) -> Tensor` */
    @Throws(TorchException::class)
    public fun accumulate(x: Tensor): Tensor = module.runMethod("accumulate", IValue.from(x)).toTensor()

    /** TorchScript: `add_in_place(self, x: Tensor) -> Tensor` */
    @Throws(TorchException::class)
    public fun addInPlace(x: Tensor): Tensor = module.runMethod("add_in_place", IValue.from(x)).toTensor()

    /** TorchScript: `channels_last(self, x: Tensor) -> Tensor` */
    @Throws(TorchException::class)
    public fun channelsLast(x: Tensor): Tensor = module.runMethod("channels_last", IValue.from(x)).toTensor()

    /** TorchScript: `every_other(self, x: Tensor) -> Tensor` */
    @Throws(TorchException::class)
    public fun everyOther(x: Tensor): Tensor = module.runMethod("every_other", IValue.from(x)).toTensor()

    /** TorchScript: `expanded(self, x: Tensor) -> Tensor` */
    @Throws(TorchException::class)
    public fun expanded(x: Tensor): Tensor = module.runMethod("expanded", IValue.from(x)).toTensor()

    /** TorchScript: `parts(self, x: Tensor) -> List[Tensor]` */
    @Throws(TorchException::class)
    public fun parts(x: Tensor): List<Tensor> = module.runMethod("parts", IValue.from(x)).toList().map { it.toTensor() }

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature("forward", listOf("x" to TorchType.Tensor), TorchType.Tensor),
            MethodSignature("accumulate", listOf("x" to TorchType.Tensor), TorchType.Tensor),
            MethodSignature("add_in_place", listOf("x" to TorchType.Tensor), TorchType.Tensor),
            MethodSignature("channels_last", listOf("x" to TorchType.Tensor), TorchType.Tensor),
            MethodSignature("every_other", listOf("x" to TorchType.Tensor), TorchType.Tensor),
            MethodSignature("expanded", listOf("x" to TorchType.Tensor), TorchType.Tensor),
            MethodSignature("parts", listOf("x" to TorchType.Tensor), TorchType.List(TorchType.Tensor)),
        )

        private val api = ModelApi(
            className = "Views",
            methods = mapOf(
                "forward" to listOf("x: Tensor", "-> Tensor"),
                "accumulate" to listOf("x: Tensor", "-> Tensor"),
                "add_in_place" to listOf("x: Tensor", "-> Tensor"),
                "channels_last" to listOf("x: Tensor", "-> Tensor"),
                "every_other" to listOf("x: Tensor", "-> Tensor"),
                "expanded" to listOf("x: Tensor", "-> Tensor"),
                "parts" to listOf("x: Tensor", "-> List[Tensor]"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.views",
            name = "Views.ptl",
            size = 3460,
            crc32 = 0x1049520e,
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
        public fun load(path: String): Views {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): Views {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): Views {
            val module = loadTorchModule(path, signatures)
            return Views(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): Views {
            val module = loadTorchModule(bytes, signatures)
            return Views(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): Views = load(bundledModelPath(bundled))
    }
}
