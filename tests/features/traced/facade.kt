package com.example.traced

import com.example.traced.torch.BundledModel
import com.example.traced.torch.IValue
import com.example.traced.torch.MethodSignature
import com.example.traced.torch.Tensor
import com.example.traced.torch.TorchException
import com.example.traced.torch.TorchModule
import com.example.traced.torch.TorchType
import com.example.traced.torch.bundledModelPath
import com.example.traced.torch.check.ModelApi
import com.example.traced.torch.deepToString
import com.example.traced.torch.loadTorchModule

/** The model in `model.ptl` (class `Traced`, 1 method). Calls block: keep them off the main thread. */
public class Traced(private val module: TorchModule) : AutoCloseable {
    /**
     * TorchScript: `forward(self, image: Tensor, other: Tensor) -> Tuple[Tensor, Tuple[Tensor, Tensor],
     * List[Tensor]]`
     */
    @Throws(TorchException::class)
    public fun forward(image: Tensor, other: Tensor): ForwardResult =
        toForwardResult(module.runMethod("forward", IValue.from(image), IValue.from(other)))

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(image: Tensor, other: Tensor): ForwardResult = forward(image, other)

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf("image" to TorchType.Tensor, "other" to TorchType.Tensor),
                TorchType.Tuple(
                    TorchType.Tensor,
                    TorchType.Tuple(TorchType.Tensor, TorchType.Tensor),
                    TorchType.List(TorchType.Tensor),
                ),
            ),
        )

        private val api = ModelApi(
            className = "Traced",
            methods = mapOf(
                "forward" to listOf(
                    "image: Tensor",
                    "other: Tensor",
                    "-> Tuple[Tensor, Tuple[Tensor, Tensor], List[Tensor]]",
                ),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.traced",
            name = "Traced.ptl",
            size = 2897,
            crc32 = 0x00336a2b,
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
        public fun load(path: String): Traced {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): Traced {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): Traced {
            val module = loadTorchModule(path, signatures)
            return Traced(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): Traced {
            val module = loadTorchModule(bytes, signatures)
            return Traced(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): Traced = load(bundledModelPath(bundled))
    }
}

/** Tuple `Tuple[Tensor, Tuple[Tensor, Tensor], List[Tensor]]` of the model. */
public class ForwardResult internal constructor(
    public val first: Tensor,
    public val second: ForwardResultSecond,
    public val third: List<Tensor>,
) {
    public operator fun component1(): Tensor = first

    public operator fun component2(): ForwardResultSecond = second

    public operator fun component3(): List<Tensor> = third

    override fun toString(): String =
        deepToString("ForwardResult", "first" to first, "second" to second, "third" to third)
}

/** Tuple `Tuple[Tensor, Tensor]` of the model. */
public class ForwardResultSecond internal constructor(public val first: Tensor, public val second: Tensor) {
    public operator fun component1(): Tensor = first

    public operator fun component2(): Tensor = second

    override fun toString(): String = deepToString("ForwardResultSecond", "first" to first, "second" to second)
}

private fun toForwardResult(value: IValue): ForwardResult {
    val fields = value.toTuple()
    return ForwardResult(
        first = fields[0].toTensor(),
        second = toForwardResultSecond(fields[1]),
        third = fields[2].toList().map { it.toTensor() },
    )
}

private fun toForwardResultSecond(value: IValue): ForwardResultSecond {
    val fields = value.toTuple()
    return ForwardResultSecond(first = fields[0].toTensor(), second = fields[1].toTensor())
}
