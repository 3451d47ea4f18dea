package com.example.listnested

import com.example.listnested.torch.BundledModel
import com.example.listnested.torch.IValue
import com.example.listnested.torch.MethodSignature
import com.example.listnested.torch.Tensor
import com.example.listnested.torch.TorchException
import com.example.listnested.torch.TorchModule
import com.example.listnested.torch.TorchType
import com.example.listnested.torch.bundledModelPath
import com.example.listnested.torch.check.ModelApi
import com.example.listnested.torch.loadTorchModule

/** The model in `model.ptl` (class `ListNested`, 4 methods). Calls block: keep them off the main thread. */
public class ListNested(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, x: List[List[int]]) -> List[List[int]]` */
    @Throws(TorchException::class)
    public fun forward(x: List<LongArray>): List<LongArray> =
        module.runMethod("forward", IValue.listFrom(x.map { IValue.listFrom(*it) })).toList().map { it.toLongList() }

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(x: List<LongArray>): List<LongArray> = forward(x)

    /** TorchScript: `deep(self, x: List[List[List[float]]]) -> List[List[List[float]]]` */
    @Throws(TorchException::class)
    public fun deep(x: List<List<DoubleArray>>): List<List<DoubleArray>> = module.runMethod(
        "deep",
        IValue.listFrom(x.map { fromDoubleArrayList(it) }),
    ).toList().map { toDoubleArrayList(it) }

    /** TorchScript: `dicts(self, x: List[Dict[str, Tensor]]) -> List[Dict[str, Tensor]]` */
    @Throws(TorchException::class)
    public fun dicts(x: List<Map<String, Tensor>>): List<Map<String, Tensor>> =
        module.runMethod("dicts", IValue.listFrom(x.map { fromTensorMap(it) })).toList().map { toTensorMap(it) }

    /** TorchScript: `texts(self, x: List[List[str]]) -> List[List[str]]` */
    @Throws(TorchException::class)
    public fun texts(x: List<List<String>>): List<List<String>> =
        module.runMethod("texts", IValue.listFrom(x.map { fromStringList(it) })).toList().map { toStringList(it) }

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf("x" to TorchType.List(TorchType.List(TorchType.Int))),
                TorchType.List(TorchType.List(TorchType.Int)),
            ),
            MethodSignature(
                "deep",
                listOf("x" to TorchType.List(TorchType.List(TorchType.List(TorchType.Float)))),
                TorchType.List(TorchType.List(TorchType.List(TorchType.Float))),
            ),
            MethodSignature(
                "dicts",
                listOf("x" to TorchType.List(TorchType.Dict(TorchType.Str, TorchType.Tensor))),
                TorchType.List(TorchType.Dict(TorchType.Str, TorchType.Tensor)),
            ),
            MethodSignature(
                "texts",
                listOf("x" to TorchType.List(TorchType.List(TorchType.Str))),
                TorchType.List(TorchType.List(TorchType.Str)),
            ),
        )

        private val api = ModelApi(
            className = "ListNested",
            methods = mapOf(
                "forward" to listOf("x: List[List[int]]", "-> List[List[int]]"),
                "deep" to listOf("x: List[List[List[float]]]", "-> List[List[List[float]]]"),
                "dicts" to listOf("x: List[Dict[str, Tensor]]", "-> List[Dict[str, Tensor]]"),
                "texts" to listOf("x: List[List[str]]", "-> List[List[str]]"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.listnested",
            name = "ListNested.ptl",
            size = 2142,
            crc32 = 0xc8623cd7,
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
        public fun load(path: String): ListNested {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): ListNested {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): ListNested {
            val module = loadTorchModule(path, signatures)
            return ListNested(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): ListNested {
            val module = loadTorchModule(bytes, signatures)
            return ListNested(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): ListNested = load(bundledModelPath(bundled))
    }
}

private fun fromDoubleArrayList(value: List<DoubleArray>): IValue = IValue.listFrom(value.map { IValue.listFrom(*it) })

private fun toDoubleArrayList(value: IValue): List<DoubleArray> = value.toList().map { it.toDoubleList() }

private fun fromTensorMap(value: Map<String, Tensor>): IValue =
    IValue.dictStringKeyFrom(value.mapValues { IValue.from(it.value) })

private fun toTensorMap(value: IValue): Map<String, Tensor> = value.toDictStringKey().mapValues { it.value.toTensor() }

private fun fromStringList(value: List<String>): IValue = IValue.listFrom(value.map { IValue.from(it) })

private fun toStringList(value: IValue): List<String> = value.toList().map { it.toStr() }
