package com.example.streaming

import com.example.streaming.torch.BundledModel
import com.example.streaming.torch.IValue
import com.example.streaming.torch.MethodSignature
import com.example.streaming.torch.Tensor
import com.example.streaming.torch.TorchException
import com.example.streaming.torch.TorchModule
import com.example.streaming.torch.TorchType
import com.example.streaming.torch.bundledModelPath
import com.example.streaming.torch.check.ModelApi
import com.example.streaming.torch.deepToString
import com.example.streaming.torch.loadTorchModule

/** The model in `model.ptl` (class `Streaming`, 2 methods). Calls block: keep them off the main thread. */
public class Streaming(private val module: TorchModule) : AutoCloseable {
    /**
     * TorchScript: `forward(self, chunk: Tensor, state: Optional[List[List[Tensor]]]=None) -> Tuple[Tensor,
     * List[List[Tensor]]]`
     */
    @Throws(TorchException::class)
    public fun forward(chunk: Tensor, state: List<List<Tensor>>? = null): ForwardResult = toForwardResult(
        module.runMethod("forward", IValue.from(chunk), state?.let { fromTensorListList(it) } ?: IValue.optionalNull()),
    )

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(chunk: Tensor, state: List<List<Tensor>>? = null): ForwardResult = forward(chunk, state)

    /** TorchScript: `initial_state(self, layers: int) -> List[List[Tensor]]` */
    @Throws(TorchException::class)
    public fun initialState(layers: Long): List<List<Tensor>> =
        module.runMethod("initial_state", IValue.from(layers)).toList().map { toTensorList(it) }

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf(
                    "chunk" to TorchType.Tensor,
                    "state" to TorchType.Optional(TorchType.List(TorchType.List(TorchType.Tensor))),
                ),
                TorchType.Tuple(TorchType.Tensor, TorchType.List(TorchType.List(TorchType.Tensor))),
            ),
            MethodSignature(
                "initial_state",
                listOf("layers" to TorchType.Int),
                TorchType.List(TorchType.List(TorchType.Tensor)),
            ),
        )

        private val api = ModelApi(
            className = "Streaming",
            methods = mapOf(
                "forward" to listOf(
                    "chunk: Tensor",
                    "state: Optional[List[List[Tensor]]]",
                    "-> Tuple[Tensor, List[List[Tensor]]]",
                ),
                "initial_state" to listOf("layers: int", "-> List[List[Tensor]]"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.streaming",
            name = "Streaming.ptl",
            size = 3147,
            crc32 = 0x6c4be166,
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
        public fun load(path: String): Streaming {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): Streaming {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): Streaming {
            val module = loadTorchModule(path, signatures)
            return Streaming(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): Streaming {
            val module = loadTorchModule(bytes, signatures)
            return Streaming(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): Streaming = load(bundledModelPath(bundled))
    }
}

/** Tuple `Tuple[Tensor, List[List[Tensor]]]` of the model. */
public class ForwardResult internal constructor(public val first: Tensor, public val second: List<List<Tensor>>) {
    public operator fun component1(): Tensor = first

    public operator fun component2(): List<List<Tensor>> = second

    override fun toString(): String = deepToString("ForwardResult", "first" to first, "second" to second)
}

private fun fromTensorListList(value: List<List<Tensor>>): IValue = IValue.listFrom(value.map { fromTensorList(it) })

private fun fromTensorList(value: List<Tensor>): IValue = IValue.listFrom(value.map { IValue.from(it) })

private fun toForwardResult(value: IValue): ForwardResult {
    val fields = value.toTuple()
    return ForwardResult(first = fields[0].toTensor(), second = fields[1].toList().map { toTensorList(it) })
}

private fun toTensorList(value: IValue): List<Tensor> = value.toList().map { it.toTensor() }
