package com.example.scalars

import com.example.scalars.torch.BundledModel
import com.example.scalars.torch.IValue
import com.example.scalars.torch.MethodSignature
import com.example.scalars.torch.TorchException
import com.example.scalars.torch.TorchModule
import com.example.scalars.torch.TorchType
import com.example.scalars.torch.bundledModelPath
import com.example.scalars.torch.check.ModelApi
import com.example.scalars.torch.loadTorchModule

/** The model in `model.ptl` (class `Scalars`, 4 methods). Calls block: keep them off the main thread. */
public class Scalars(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, x: int) -> int` */
    @Throws(TorchException::class)
    public fun forward(x: Long): Long = module.runMethod("forward", IValue.from(x)).toLong()

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(x: Long): Long = forward(x)

    /** TorchScript: `half(self, x: float) -> float` */
    @Throws(TorchException::class)
    public fun half(x: Double): Double = module.runMethod("half", IValue.from(x)).toDouble()

    /** TorchScript: `mix(self, count: int, scale: float, on: bool) -> float` */
    @Throws(TorchException::class)
    public fun mix(count: Long, scale: Double, on: Boolean): Double =
        module.runMethod("mix", IValue.from(count), IValue.from(scale), IValue.from(on)).toDouble()

    /** TorchScript: `negate(self, x: bool) -> bool` */
    @Throws(TorchException::class)
    public fun negate(x: Boolean): Boolean = module.runMethod("negate", IValue.from(x)).toBool()

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature("forward", listOf("x" to TorchType.Int), TorchType.Int),
            MethodSignature("half", listOf("x" to TorchType.Float), TorchType.Float),
            MethodSignature(
                "mix",
                listOf("count" to TorchType.Int, "scale" to TorchType.Float, "on" to TorchType.Bool),
                TorchType.Float,
            ),
            MethodSignature("negate", listOf("x" to TorchType.Bool), TorchType.Bool),
        )

        private val api = ModelApi(
            className = "Scalars",
            methods = mapOf(
                "forward" to listOf("x: int", "-> int"),
                "half" to listOf("x: float", "-> float"),
                "mix" to listOf("count: int", "scale: float", "on: bool", "-> float"),
                "negate" to listOf("x: bool", "-> bool"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.scalars",
            name = "Scalars.ptl",
            size = 2380,
            crc32 = 0x12a16bd7,
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
        public fun load(path: String): Scalars {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): Scalars {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): Scalars {
            val module = loadTorchModule(path, signatures)
            return Scalars(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): Scalars {
            val module = loadTorchModule(bytes, signatures)
            return Scalars(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): Scalars = load(bundledModelPath(bundled))
    }
}
