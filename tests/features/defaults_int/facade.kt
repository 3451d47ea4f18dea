package com.example.defaultsint

import com.example.defaultsint.torch.BundledModel
import com.example.defaultsint.torch.IValue
import com.example.defaultsint.torch.MethodSignature
import com.example.defaultsint.torch.TorchException
import com.example.defaultsint.torch.TorchModule
import com.example.defaultsint.torch.TorchType
import com.example.defaultsint.torch.bundledModelPath
import com.example.defaultsint.torch.check.ModelApi
import com.example.defaultsint.torch.loadTorchModule

/** The model in `model.ptl` (class `DefaultsInt`, 1 method). Calls block: keep them off the main thread. */
public class DefaultsInt(private val module: TorchModule) : AutoCloseable {
    /**
     * TorchScript: `forward(self, zero: int=0, negative: int=-5, byte: int=255, short: int=65535, wide:
     * int=3000000000, largest: int=9223372036854775807, smallest: int=-9223372036854775808) -> int`
     */
    @Throws(TorchException::class)
    public fun forward(
        zero: Long = 0,
        negative: Long = -5,
        byte: Long = 255,
        short: Long = 65535,
        wide: Long = 3000000000,
        largest: Long = 9223372036854775807,
        smallest: Long = Long.MIN_VALUE,
    ): Long = module.runMethod(
        "forward",
        IValue.from(zero),
        IValue.from(negative),
        IValue.from(byte),
        IValue.from(short),
        IValue.from(wide),
        IValue.from(largest),
        IValue.from(smallest),
    ).toLong()

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(
        zero: Long = 0,
        negative: Long = -5,
        byte: Long = 255,
        short: Long = 65535,
        wide: Long = 3000000000,
        largest: Long = 9223372036854775807,
        smallest: Long = Long.MIN_VALUE,
    ): Long = forward(zero, negative, byte, short, wide, largest, smallest)

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf(
                    "zero" to TorchType.Int,
                    "negative" to TorchType.Int,
                    "byte" to TorchType.Int,
                    "short" to TorchType.Int,
                    "wide" to TorchType.Int,
                    "largest" to TorchType.Int,
                    "smallest" to TorchType.Int,
                ),
                TorchType.Int,
            ),
        )

        private val api = ModelApi(
            className = "DefaultsInt",
            methods = mapOf(
                "forward" to listOf(
                    "zero: int=0",
                    "negative: int=-5",
                    "byte: int=255",
                    "short: int=65535",
                    "wide: int=3000000000",
                    "largest: int=9223372036854775807",
                    "smallest: int=-9223372036854775808",
                    "-> int",
                ),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.defaultsint",
            name = "DefaultsInt.ptl",
            size = 1861,
            crc32 = 0x6cac4c06,
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
        public fun load(path: String): DefaultsInt {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): DefaultsInt {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): DefaultsInt {
            val module = loadTorchModule(path, signatures)
            return DefaultsInt(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): DefaultsInt {
            val module = loadTorchModule(bytes, signatures)
            return DefaultsInt(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): DefaultsInt = load(bundledModelPath(bundled))
    }
}
