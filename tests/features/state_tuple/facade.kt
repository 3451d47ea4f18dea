package com.example.statetuple

import com.example.statetuple.torch.BundledModel
import com.example.statetuple.torch.IValue
import com.example.statetuple.torch.MethodSignature
import com.example.statetuple.torch.Tensor
import com.example.statetuple.torch.TorchException
import com.example.statetuple.torch.TorchModule
import com.example.statetuple.torch.TorchType
import com.example.statetuple.torch.bundledModelPath
import com.example.statetuple.torch.check.ModelApi
import com.example.statetuple.torch.deepToString
import com.example.statetuple.torch.loadTorchModule

/** The model in `model.ptl` (class `StateTuple`, 2 methods). Calls block: keep them off the main thread. */
public class StateTuple(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, x: Tensor, state: Tuple[Tensor, Tensor]) -> Tuple[Tensor, Tuple[Tensor, Tensor]]` */
    @Throws(TorchException::class)
    public fun forward(x: Tensor, state: ForwardState): ForwardResult =
        toForwardResult(module.runMethod("forward", IValue.from(x), fromForwardState(state)))

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(x: Tensor, state: ForwardState): ForwardResult = forward(x, state)

    /** TorchScript: `start(self, size: int) -> Tuple[Tensor, Tensor]` */
    @Throws(TorchException::class)
    public fun start(size: Long): ForwardState = toForwardState(module.runMethod("start", IValue.from(size)))

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf("x" to TorchType.Tensor, "state" to TorchType.Tuple(TorchType.Tensor, TorchType.Tensor)),
                TorchType.Tuple(TorchType.Tensor, TorchType.Tuple(TorchType.Tensor, TorchType.Tensor)),
            ),
            MethodSignature(
                "start",
                listOf("size" to TorchType.Int),
                TorchType.Tuple(TorchType.Tensor, TorchType.Tensor),
            ),
        )

        private val api = ModelApi(
            className = "StateTuple",
            methods = mapOf(
                "forward" to listOf(
                    "x: Tensor",
                    "state: Tuple[Tensor, Tensor]",
                    "-> Tuple[Tensor, Tuple[Tensor, Tensor]]",
                ),
                "start" to listOf("size: int", "-> Tuple[Tensor, Tensor]"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.statetuple",
            name = "StateTuple.ptl",
            size = 2183,
            crc32 = 0x6f499dd5,
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
        public fun load(path: String): StateTuple {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): StateTuple {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): StateTuple {
            val module = loadTorchModule(path, signatures)
            return StateTuple(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): StateTuple {
            val module = loadTorchModule(bytes, signatures)
            return StateTuple(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): StateTuple = load(bundledModelPath(bundled))
    }
}

/** Tuple `Tuple[Tensor, Tensor]` of the model. */
public class ForwardState(public val first: Tensor, public val second: Tensor) {
    public operator fun component1(): Tensor = first

    public operator fun component2(): Tensor = second

    override fun toString(): String = deepToString("ForwardState", "first" to first, "second" to second)
}

/** Tuple `Tuple[Tensor, Tuple[Tensor, Tensor]]` of the model. */
public class ForwardResult internal constructor(public val first: Tensor, public val second: ForwardState) {
    public operator fun component1(): Tensor = first

    public operator fun component2(): ForwardState = second

    override fun toString(): String = deepToString("ForwardResult", "first" to first, "second" to second)
}

private fun fromForwardState(value: ForwardState): IValue =
    IValue.tupleFrom(IValue.from(value.first), IValue.from(value.second))

private fun toForwardResult(value: IValue): ForwardResult {
    val fields = value.toTuple()
    return ForwardResult(first = fields[0].toTensor(), second = toForwardState(fields[1]))
}

private fun toForwardState(value: IValue): ForwardState {
    val fields = value.toTuple()
    return ForwardState(first = fields[0].toTensor(), second = fields[1].toTensor())
}
