package com.example.dictint

import com.example.dictint.torch.BundledModel
import com.example.dictint.torch.IValue
import com.example.dictint.torch.MethodSignature
import com.example.dictint.torch.Tensor
import com.example.dictint.torch.TorchException
import com.example.dictint.torch.TorchModule
import com.example.dictint.torch.TorchType
import com.example.dictint.torch.bundledModelPath
import com.example.dictint.torch.check.ModelApi
import com.example.dictint.torch.loadTorchModule

/** The model in `model.ptl` (class `DictInt`, 2 methods). Calls block: keep them off the main thread. */
public class DictInt(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, x: Dict[int, Tensor]) -> Dict[int, Tensor]` */
    @Throws(TorchException::class)
    public fun forward(x: Map<Long, Tensor>): Map<Long, Tensor> = module.runMethod(
        "forward",
        IValue.dictLongKeyFrom(x.mapValues { IValue.from(it.value) }),
    ).toDictLongKey().mapValues { it.value.toTensor() }

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(x: Map<Long, Tensor>): Map<Long, Tensor> = forward(x)

    /** TorchScript: `names(self, x: Dict[int, str]) -> Dict[int, str]` */
    @Throws(TorchException::class)
    public fun names(x: Map<Long, String>): Map<Long, String> = module.runMethod(
        "names",
        IValue.dictLongKeyFrom(x.mapValues { IValue.from(it.value) }),
    ).toDictLongKey().mapValues { it.value.toStr() }

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf("x" to TorchType.Dict(TorchType.Int, TorchType.Tensor)),
                TorchType.Dict(TorchType.Int, TorchType.Tensor),
            ),
            MethodSignature(
                "names",
                listOf("x" to TorchType.Dict(TorchType.Int, TorchType.Str)),
                TorchType.Dict(TorchType.Int, TorchType.Str),
            ),
        )

        private val api = ModelApi(
            className = "DictInt",
            methods = mapOf(
                "forward" to listOf("x: Dict[int, Tensor]", "-> Dict[int, Tensor]"),
                "names" to listOf("x: Dict[int, str]", "-> Dict[int, str]"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.dictint",
            name = "DictInt.ptl",
            size = 1712,
            crc32 = 0x65cf794d,
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
        public fun load(path: String): DictInt {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): DictInt {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): DictInt {
            val module = loadTorchModule(path, signatures)
            return DictInt(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): DictInt {
            val module = loadTorchModule(bytes, signatures)
            return DictInt(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): DictInt = load(bundledModelPath(bundled))
    }
}
