package com.example.optionalscalars

import com.example.optionalscalars.torch.BundledModel
import com.example.optionalscalars.torch.IValue
import com.example.optionalscalars.torch.MethodSignature
import com.example.optionalscalars.torch.TorchException
import com.example.optionalscalars.torch.TorchModule
import com.example.optionalscalars.torch.TorchType
import com.example.optionalscalars.torch.bundledModelPath
import com.example.optionalscalars.torch.check.ModelApi
import com.example.optionalscalars.torch.loadTorchModule

/** The model in `model.ptl` (class `OptionalScalars`, 4 methods). Calls block: keep them off the main thread. */
public class OptionalScalars(private val module: TorchModule) : AutoCloseable {
    /**
     * TorchScript: `forward(self, x: Optional[int], y: Optional[float]=None, z: Optional[bool]=True) ->
     * Optional[int]`
     */
    @Throws(TorchException::class)
    public fun forward(x: Long?, y: Double? = null, z: Boolean? = true): Long? =
        module.runMethod("forward", IValue.from(x), IValue.from(y), IValue.from(z)).orNull { it.toLong() }

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(x: Long?, y: Double? = null, z: Boolean? = true): Long? = forward(x, y, z)

    /** TorchScript: `flip(self, on: Optional[bool]) -> Optional[bool]` */
    @Throws(TorchException::class)
    public fun flip(on: Boolean?): Boolean? = module.runMethod("flip", IValue.from(on)).orNull { it.toBool() }

    /** TorchScript: `name(self, text: Optional[str]=None) -> Optional[str]` */
    @Throws(TorchException::class)
    public fun name(text: String? = null): String? = module.runMethod("name", IValue.from(text)).orNull { it.toStr() }

    /** TorchScript: `scale(self, by: Optional[float]=0.5) -> Optional[float]` */
    @Throws(TorchException::class)
    public fun scale(by: Double? = 0.5): Double? = module.runMethod("scale", IValue.from(by)).orNull { it.toDouble() }

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf(
                    "x" to TorchType.Optional(TorchType.Int),
                    "y" to TorchType.Optional(TorchType.Float),
                    "z" to TorchType.Optional(TorchType.Bool),
                ),
                TorchType.Optional(TorchType.Int),
            ),
            MethodSignature(
                "flip",
                listOf("on" to TorchType.Optional(TorchType.Bool)),
                TorchType.Optional(TorchType.Bool),
            ),
            MethodSignature(
                "name",
                listOf("text" to TorchType.Optional(TorchType.Str)),
                TorchType.Optional(TorchType.Str),
            ),
            MethodSignature(
                "scale",
                listOf("by" to TorchType.Optional(TorchType.Float)),
                TorchType.Optional(TorchType.Float),
            ),
        )

        private val api = ModelApi(
            className = "OptionalScalars",
            methods = mapOf(
                "forward" to listOf(
                    "x: Optional[int]",
                    "y: Optional[float]",
                    "z: Optional[bool]=True",
                    "-> Optional[int]",
                ),
                "flip" to listOf("on: Optional[bool]", "-> Optional[bool]"),
                "name" to listOf("text: Optional[str]", "-> Optional[str]"),
                "scale" to listOf("by: Optional[float]=0.5", "-> Optional[float]"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.optionalscalars",
            name = "OptionalScalars.ptl",
            size = 2549,
            crc32 = 0x1fd88101,
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
        public fun load(path: String): OptionalScalars {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): OptionalScalars {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): OptionalScalars {
            val module = loadTorchModule(path, signatures)
            return OptionalScalars(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): OptionalScalars {
            val module = loadTorchModule(bytes, signatures)
            return OptionalScalars(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): OptionalScalars = load(bundledModelPath(bundled))
    }
}
