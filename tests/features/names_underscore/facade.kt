package com.example.namesunderscore

import com.example.namesunderscore.torch.BundledModel
import com.example.namesunderscore.torch.IValue
import com.example.namesunderscore.torch.MethodSignature
import com.example.namesunderscore.torch.TorchException
import com.example.namesunderscore.torch.TorchModule
import com.example.namesunderscore.torch.TorchType
import com.example.namesunderscore.torch.bundledModelPath
import com.example.namesunderscore.torch.check.ModelApi
import com.example.namesunderscore.torch.loadTorchModule

/** The model in `model.ptl` (class `NamesUnderscore`, 3 methods). Calls block: keep them off the main thread. */
public class NamesUnderscore(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, _: int, __: int, _1: int) -> int` */
    @Throws(TorchException::class)
    public fun forward(underscore: Long, underscoreArgument: Long, _1: Long): Long =
        module.runMethod("forward", IValue.from(underscore), IValue.from(underscoreArgument), IValue.from(_1)).toLong()

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(underscore: Long, underscoreArgument: Long, _1: Long): Long =
        forward(underscore, underscoreArgument, _1)

    /** TorchScript: `trailing_(self, x: int) -> int` */
    @Throws(TorchException::class)
    public fun trailing(x: Long): Long = module.runMethod("trailing_", IValue.from(x)).toLong()

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf("_" to TorchType.Int, "__" to TorchType.Int, "_1" to TorchType.Int),
                TorchType.Int,
            ),
            MethodSignature("_private", listOf("x" to TorchType.Int), TorchType.Int),
            MethodSignature("trailing_", listOf("x" to TorchType.Int), TorchType.Int),
        )

        private val api = ModelApi(
            className = "NamesUnderscore",
            methods = mapOf(
                "forward" to listOf("_: int", "__: int", "_1: int", "-> int"),
                "_private" to listOf("x: int", "-> int"),
                "trailing_" to listOf("x: int", "-> int"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.namesunderscore",
            name = "NamesUnderscore.ptl",
            size = 2009,
            crc32 = 0xd4abc105,
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
        public fun load(path: String): NamesUnderscore {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): NamesUnderscore {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): NamesUnderscore {
            val module = loadTorchModule(path, signatures)
            return NamesUnderscore(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): NamesUnderscore {
            val module = loadTorchModule(bytes, signatures)
            return NamesUnderscore(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): NamesUnderscore = load(bundledModelPath(bundled))
    }
}
