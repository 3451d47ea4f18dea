package com.example.dictnested

import com.example.dictnested.torch.BundledModel
import com.example.dictnested.torch.IValue
import com.example.dictnested.torch.MethodSignature
import com.example.dictnested.torch.Tensor
import com.example.dictnested.torch.TorchException
import com.example.dictnested.torch.TorchModule
import com.example.dictnested.torch.TorchType
import com.example.dictnested.torch.bundledModelPath
import com.example.dictnested.torch.check.ModelApi
import com.example.dictnested.torch.loadTorchModule

/** The model in `model.ptl` (class `DictNested`, 2 methods). Calls block: keep them off the main thread. */
public class DictNested(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, x: Dict[str, Dict[int, List[float]]]) -> Dict[str, Dict[int, List[float]]]` */
    @Throws(TorchException::class)
    public fun forward(x: Map<String, Map<Long, DoubleArray>>): Map<String, Map<Long, DoubleArray>> = module.runMethod(
        "forward",
        IValue.dictStringKeyFrom(x.mapValues { fromDoubleArrayLongMap(it.value) }),
    ).toDictStringKey().mapValues { toDoubleArrayLongMap(it.value) }

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(x: Map<String, Map<Long, DoubleArray>>): Map<String, Map<Long, DoubleArray>> = forward(x)

    /** TorchScript: `optional(self, x: Dict[str, Optional[Tensor]]) -> Dict[str, Optional[Tensor]]` */
    @Throws(TorchException::class)
    public fun optional(x: Map<String, Tensor?>): Map<String, Tensor?> = module.runMethod(
        "optional",
        IValue.dictStringKeyFrom(x.mapValues { fromOptionalTensor(it.value) }),
    ).toDictStringKey().mapValues { toOptionalTensor(it.value) }

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf(
                    "x" to TorchType.Dict(
                        TorchType.Str,
                        TorchType.Dict(TorchType.Int, TorchType.List(TorchType.Float)),
                    ),
                ),
                TorchType.Dict(TorchType.Str, TorchType.Dict(TorchType.Int, TorchType.List(TorchType.Float))),
            ),
            MethodSignature(
                "optional",
                listOf("x" to TorchType.Dict(TorchType.Str, TorchType.Optional(TorchType.Tensor))),
                TorchType.Dict(TorchType.Str, TorchType.Optional(TorchType.Tensor)),
            ),
        )

        private val api = ModelApi(
            className = "DictNested",
            methods = mapOf(
                "forward" to listOf("x: Dict[str, Dict[int, List[float]]]", "-> Dict[str, Dict[int, List[float]]]"),
                "optional" to listOf("x: Dict[str, Optional[Tensor]]", "-> Dict[str, Optional[Tensor]]"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.dictnested",
            name = "DictNested.ptl",
            size = 1795,
            crc32 = 0x39e05e8c,
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
        public fun load(path: String): DictNested {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): DictNested {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): DictNested {
            val module = loadTorchModule(path, signatures)
            return DictNested(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): DictNested {
            val module = loadTorchModule(bytes, signatures)
            return DictNested(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): DictNested = load(bundledModelPath(bundled))
    }
}

private fun fromDoubleArrayLongMap(value: Map<Long, DoubleArray>): IValue =
    IValue.dictLongKeyFrom(value.mapValues { IValue.listFrom(*it.value) })

private fun toDoubleArrayLongMap(value: IValue): Map<Long, DoubleArray> =
    value.toDictLongKey().mapValues { it.value.toDoubleList() }

private fun fromOptionalTensor(value: Tensor?): IValue = IValue.from(value)

private fun toOptionalTensor(value: IValue): Tensor? = value.orNull { it.toTensor() }
