package com.example.dictstr

import com.example.dictstr.torch.BundledModel
import com.example.dictstr.torch.IValue
import com.example.dictstr.torch.MethodSignature
import com.example.dictstr.torch.Tensor
import com.example.dictstr.torch.TorchException
import com.example.dictstr.torch.TorchModule
import com.example.dictstr.torch.TorchType
import com.example.dictstr.torch.bundledModelPath
import com.example.dictstr.torch.check.ModelApi
import com.example.dictstr.torch.loadTorchModule

/** The model in `model.ptl` (class `DictStr`, 3 methods). Calls block: keep them off the main thread. */
public class DictStr(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, x: Dict[str, Tensor]) -> Dict[str, Tensor]` */
    @Throws(TorchException::class)
    public fun forward(x: Map<String, Tensor>): Map<String, Tensor> = module.runMethod(
        "forward",
        IValue.dictStringKeyFrom(x.mapValues { IValue.from(it.value) }),
    ).toDictStringKey().mapValues { it.value.toTensor() }

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(x: Map<String, Tensor>): Map<String, Tensor> = forward(x)

    /** TorchScript: `counts(self, x: Dict[str, int]) -> Dict[str, int]` */
    @Throws(TorchException::class)
    public fun counts(x: Map<String, Long>): Map<String, Long> = module.runMethod(
        "counts",
        IValue.dictStringKeyFrom(x.mapValues { IValue.from(it.value) }),
    ).toDictStringKey().mapValues { it.value.toLong() }

    /** TorchScript: `lists(self, x: Dict[str, List[float]]) -> Dict[str, List[float]]` */
    @Throws(TorchException::class)
    public fun lists(x: Map<String, DoubleArray>): Map<String, DoubleArray> = module.runMethod(
        "lists",
        IValue.dictStringKeyFrom(x.mapValues { IValue.listFrom(*it.value) }),
    ).toDictStringKey().mapValues { it.value.toDoubleList() }

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf("x" to TorchType.Dict(TorchType.Str, TorchType.Tensor)),
                TorchType.Dict(TorchType.Str, TorchType.Tensor),
            ),
            MethodSignature(
                "counts",
                listOf("x" to TorchType.Dict(TorchType.Str, TorchType.Int)),
                TorchType.Dict(TorchType.Str, TorchType.Int),
            ),
            MethodSignature(
                "lists",
                listOf("x" to TorchType.Dict(TorchType.Str, TorchType.List(TorchType.Float))),
                TorchType.Dict(TorchType.Str, TorchType.List(TorchType.Float)),
            ),
        )

        private val api = ModelApi(
            className = "DictStr",
            methods = mapOf(
                "forward" to listOf("x: Dict[str, Tensor]", "-> Dict[str, Tensor]"),
                "counts" to listOf("x: Dict[str, int]", "-> Dict[str, int]"),
                "lists" to listOf("x: Dict[str, List[float]]", "-> Dict[str, List[float]]"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.dictstr",
            name = "DictStr.ptl",
            size = 1907,
            crc32 = 0x4c411808,
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
        public fun load(path: String): DictStr {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): DictStr {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): DictStr {
            val module = loadTorchModule(path, signatures)
            return DictStr(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): DictStr {
            val module = loadTorchModule(bytes, signatures)
            return DictStr(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): DictStr = load(bundledModelPath(bundled))
    }
}
