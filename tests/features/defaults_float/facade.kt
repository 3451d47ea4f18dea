package com.example.defaultsfloat

import com.example.defaultsfloat.torch.BundledModel
import com.example.defaultsfloat.torch.IValue
import com.example.defaultsfloat.torch.MethodSignature
import com.example.defaultsfloat.torch.TorchException
import com.example.defaultsfloat.torch.TorchModule
import com.example.defaultsfloat.torch.TorchType
import com.example.defaultsfloat.torch.bundledModelPath
import com.example.defaultsfloat.torch.check.ModelApi
import com.example.defaultsfloat.torch.loadTorchModule

/** The model in `model.ptl` (class `DefaultsFloat`, 1 method). Calls block: keep them off the main thread. */
public class DefaultsFloat(private val module: TorchModule) : AutoCloseable {
    /**
     * TorchScript: `forward(self, half: float=0.5, whole: float=1.0, tenth: float=0.1, negative_zero: float=-0.0,
     * tiny: float=1e-300, denormal: float=5e-324, huge: float=1.7976931348623157e+308, infinite: float=inf,
     * negative_infinite: float=-inf, undefined: float=nan) -> float`
     */
    @Throws(TorchException::class)
    public fun forward(
        half: Double = 0.5,
        whole: Double = 1.0,
        tenth: Double = 0.1,
        negativeZero: Double = -0.0,
        tiny: Double = 1e-300,
        denormal: Double = 5e-324,
        huge: Double = 1.7976931348623157e+308,
        infinite: Double = Double.POSITIVE_INFINITY,
        negativeInfinite: Double = Double.NEGATIVE_INFINITY,
        undefined: Double = Double.NaN,
    ): Double = module.runMethod(
        "forward",
        IValue.from(half),
        IValue.from(whole),
        IValue.from(tenth),
        IValue.from(negativeZero),
        IValue.from(tiny),
        IValue.from(denormal),
        IValue.from(huge),
        IValue.from(infinite),
        IValue.from(negativeInfinite),
        IValue.from(undefined),
    ).toDouble()

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(
        half: Double = 0.5,
        whole: Double = 1.0,
        tenth: Double = 0.1,
        negativeZero: Double = -0.0,
        tiny: Double = 1e-300,
        denormal: Double = 5e-324,
        huge: Double = 1.7976931348623157e+308,
        infinite: Double = Double.POSITIVE_INFINITY,
        negativeInfinite: Double = Double.NEGATIVE_INFINITY,
        undefined: Double = Double.NaN,
    ): Double = forward(half, whole, tenth, negativeZero, tiny, denormal, huge, infinite, negativeInfinite, undefined)

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf(
                    "half" to TorchType.Float,
                    "whole" to TorchType.Float,
                    "tenth" to TorchType.Float,
                    "negative_zero" to TorchType.Float,
                    "tiny" to TorchType.Float,
                    "denormal" to TorchType.Float,
                    "huge" to TorchType.Float,
                    "infinite" to TorchType.Float,
                    "negative_infinite" to TorchType.Float,
                    "undefined" to TorchType.Float,
                ),
                TorchType.Float,
            ),
        )

        private val api = ModelApi(
            className = "DefaultsFloat",
            methods = mapOf(
                "forward" to listOf(
                    "half: float=0.5",
                    "whole: float=1.0",
                    "tenth: float=0.1",
                    "negative_zero: float=-0.0",
                    "tiny: float=1e-300",
                    "denormal: float=5e-324",
                    "huge: float=1.7976931348623157e+308",
                    "infinite: float=Infinity",
                    "negative_infinite: float=-Infinity",
                    "undefined: float=NaN",
                    "-> float",
                ),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.defaultsfloat",
            name = "DefaultsFloat.ptl",
            size = 2094,
            crc32 = 0xaa48c537,
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
        public fun load(path: String): DefaultsFloat {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): DefaultsFloat {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): DefaultsFloat {
            val module = loadTorchModule(path, signatures)
            return DefaultsFloat(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): DefaultsFloat {
            val module = loadTorchModule(bytes, signatures)
            return DefaultsFloat(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): DefaultsFloat = load(bundledModelPath(bundled))
    }
}
