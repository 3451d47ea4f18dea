package com.example.bytecodev4

import com.example.bytecodev4.torch.BundledModel
import com.example.bytecodev4.torch.IValue
import com.example.bytecodev4.torch.MethodSignature
import com.example.bytecodev4.torch.Tensor
import com.example.bytecodev4.torch.TorchException
import com.example.bytecodev4.torch.TorchModule
import com.example.bytecodev4.torch.TorchType
import com.example.bytecodev4.torch.bundledModelPath
import com.example.bytecodev4.torch.check.ModelApi
import com.example.bytecodev4.torch.deepToString
import com.example.bytecodev4.torch.loadTorchModule

/** The model in `model.ptl` (class `BytecodeV4`, 2 methods). Calls block: keep them off the main thread. */
public class BytecodeV4(private val module: TorchModule) : AutoCloseable {
    /**
     * TorchScript: `forward(self, x: Tensor, bias: Tensor=<float32 Tensor of shape [2]>, note: Optional[str]=None)
     * -> Pair`
     */
    @Throws(TorchException::class)
    public fun forward(x: Tensor, bias: Tensor? = null, note: String? = null): PairResult = toPairResult(
        module.runMethod(
            "forward",
            IValue.from(x),
            IValue.from(bias ?: Tensor.of(floatArrayOf(1.0f, 2.0f), 2)),
            IValue.from(note),
        ),
    )

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(x: Tensor, bias: Tensor? = null, note: String? = null): PairResult =
        forward(x, bias, note)

    /** TorchScript: `scale(self, x: Tensor, by: float=2.0, required: Optional[int]=3) -> Tensor` */
    @Throws(TorchException::class)
    public fun scale(x: Tensor, by: Double = 2.0, required: Long? = 3): Tensor =
        module.runMethod("scale", IValue.from(x), IValue.from(by), IValue.from(required)).toTensor()

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf(
                    "x" to TorchType.Tensor,
                    "bias" to TorchType.Tensor,
                    "note" to TorchType.Optional(TorchType.Str),
                ),
                TorchType.NamedTuple("Pair", TorchType.Tensor, TorchType.Int),
            ),
            MethodSignature(
                "scale",
                listOf(
                    "x" to TorchType.Tensor,
                    "by" to TorchType.Float,
                    "required" to TorchType.Optional(TorchType.Int),
                ),
                TorchType.Tensor,
            ),
        )

        private val api = ModelApi(
            className = "BytecodeV4",
            methods = mapOf(
                "forward" to listOf("x: Tensor", "bias: Tensor=float[2]", "note: Optional[str]", "-> Pair"),
                "scale" to listOf("x: Tensor", "by: float=2.0", "required: Optional[int]=3", "-> Tensor"),
            ),
            namedTuples = listOf(
                "Pair" to listOf("first: Tensor", "second: int"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.bytecodev4",
            name = "BytecodeV4.ptl",
            size = 4377,
            crc32 = 0x4bb8ff0f,
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
        public fun load(path: String): BytecodeV4 {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): BytecodeV4 {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): BytecodeV4 {
            val module = loadTorchModule(path, signatures)
            return BytecodeV4(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): BytecodeV4 {
            val module = loadTorchModule(bytes, signatures)
            return BytecodeV4(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): BytecodeV4 = load(bundledModelPath(bundled))
    }
}

/** NamedTuple `Pair` of the model. */
public class PairResult internal constructor(public val first: Tensor, public val second: Long) {
    override fun toString(): String = deepToString("PairResult", "first" to first, "second" to second)
}

private fun toPairResult(value: IValue): PairResult {
    val fields = value.toTuple()
    return PairResult(first = fields[0].toTensor(), second = fields[1].toLong())
}
