package com.example.listunboxed

import com.example.listunboxed.torch.BundledModel
import com.example.listunboxed.torch.IValue
import com.example.listunboxed.torch.MethodSignature
import com.example.listunboxed.torch.TorchException
import com.example.listunboxed.torch.TorchModule
import com.example.listunboxed.torch.TorchType
import com.example.listunboxed.torch.bundledModelPath
import com.example.listunboxed.torch.check.ModelApi
import com.example.listunboxed.torch.loadTorchModule

/** The model in `model.ptl` (class `ListUnboxed`, 3 methods). Calls block: keep them off the main thread. */
public class ListUnboxed(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, x: List[int]) -> List[int]` */
    @Throws(TorchException::class)
    public fun forward(x: LongArray): LongArray = module.runMethod("forward", IValue.listFrom(*x)).toLongList()

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(x: LongArray): LongArray = forward(x)

    /** TorchScript: `bools(self, x: List[bool]) -> List[bool]` */
    @Throws(TorchException::class)
    public fun bools(x: BooleanArray): BooleanArray = module.runMethod("bools", IValue.listFrom(*x)).toBoolList()

    /** TorchScript: `floats(self, x: List[float]) -> List[float]` */
    @Throws(TorchException::class)
    public fun floats(x: DoubleArray): DoubleArray = module.runMethod("floats", IValue.listFrom(*x)).toDoubleList()

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature("forward", listOf("x" to TorchType.List(TorchType.Int)), TorchType.List(TorchType.Int)),
            MethodSignature("bools", listOf("x" to TorchType.List(TorchType.Bool)), TorchType.List(TorchType.Bool)),
            MethodSignature("floats", listOf("x" to TorchType.List(TorchType.Float)), TorchType.List(TorchType.Float)),
        )

        private val api = ModelApi(
            className = "ListUnboxed",
            methods = mapOf(
                "forward" to listOf("x: List[int]", "-> List[int]"),
                "bools" to listOf("x: List[bool]", "-> List[bool]"),
                "floats" to listOf("x: List[float]", "-> List[float]"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.listunboxed",
            name = "ListUnboxed.ptl",
            size = 1921,
            crc32 = 0xf4917562,
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
        public fun load(path: String): ListUnboxed {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): ListUnboxed {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): ListUnboxed {
            val module = loadTorchModule(path, signatures)
            return ListUnboxed(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): ListUnboxed {
            val module = loadTorchModule(bytes, signatures)
            return ListUnboxed(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): ListUnboxed = load(bundledModelPath(bundled))
    }
}
