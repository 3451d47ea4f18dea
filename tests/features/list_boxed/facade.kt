package com.example.listboxed

import com.example.listboxed.torch.BundledModel
import com.example.listboxed.torch.IValue
import com.example.listboxed.torch.MethodSignature
import com.example.listboxed.torch.Tensor
import com.example.listboxed.torch.TorchException
import com.example.listboxed.torch.TorchModule
import com.example.listboxed.torch.TorchType
import com.example.listboxed.torch.bundledModelPath
import com.example.listboxed.torch.check.ModelApi
import com.example.listboxed.torch.deepToString
import com.example.listboxed.torch.loadTorchModule

/** The model in `model.ptl` (class `ListBoxed`, 3 methods). Calls block: keep them off the main thread. */
public class ListBoxed(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, x: List[Tensor]) -> List[Tensor]` */
    @Throws(TorchException::class)
    public fun forward(x: List<Tensor>): List<Tensor> =
        module.runMethod("forward", IValue.listFrom(x.map { IValue.from(it) })).toList().map { it.toTensor() }

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(x: List<Tensor>): List<Tensor> = forward(x)

    /** TorchScript: `pairs(self, x: Tensor) -> List[Tuple[str, Tensor]]` */
    @Throws(TorchException::class)
    public fun pairs(x: Tensor): List<PairsResult> =
        module.runMethod("pairs", IValue.from(x)).toList().map { toPairsResult(it) }

    /** TorchScript: `texts(self, x: List[str]) -> List[str]` */
    @Throws(TorchException::class)
    public fun texts(x: List<String>): List<String> =
        module.runMethod("texts", IValue.listFrom(x.map { IValue.from(it) })).toList().map { it.toStr() }

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf("x" to TorchType.List(TorchType.Tensor)),
                TorchType.List(TorchType.Tensor),
            ),
            MethodSignature(
                "pairs",
                listOf("x" to TorchType.Tensor),
                TorchType.List(TorchType.Tuple(TorchType.Str, TorchType.Tensor)),
            ),
            MethodSignature("texts", listOf("x" to TorchType.List(TorchType.Str)), TorchType.List(TorchType.Str)),
        )

        private val api = ModelApi(
            className = "ListBoxed",
            methods = mapOf(
                "forward" to listOf("x: List[Tensor]", "-> List[Tensor]"),
                "pairs" to listOf("x: Tensor", "-> List[Tuple[str, Tensor]]"),
                "texts" to listOf("x: List[str]", "-> List[str]"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.listboxed",
            name = "ListBoxed.ptl",
            size = 2027,
            crc32 = 0x45b10fd5,
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
        public fun load(path: String): ListBoxed {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): ListBoxed {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): ListBoxed {
            val module = loadTorchModule(path, signatures)
            return ListBoxed(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): ListBoxed {
            val module = loadTorchModule(bytes, signatures)
            return ListBoxed(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): ListBoxed = load(bundledModelPath(bundled))
    }
}

/** Tuple `Tuple[str, Tensor]` of the model. */
public class PairsResult internal constructor(public val first: String, public val second: Tensor) {
    public operator fun component1(): String = first

    public operator fun component2(): Tensor = second

    override fun toString(): String = deepToString("PairsResult", "first" to first, "second" to second)
}

private fun toPairsResult(value: IValue): PairsResult {
    val fields = value.toTuple()
    return PairsResult(first = fields[0].toStr(), second = fields[1].toTensor())
}
