package com.example.keywords

import com.example.keywords.torch.BundledModel
import com.example.keywords.torch.IValue
import com.example.keywords.torch.MethodSignature
import com.example.keywords.torch.Tensor
import com.example.keywords.torch.TorchException
import com.example.keywords.torch.TorchModule
import com.example.keywords.torch.TorchType
import com.example.keywords.torch.bundledModelPath
import com.example.keywords.torch.check.ModelApi
import com.example.keywords.torch.deepToString
import com.example.keywords.torch.loadTorchModule

/** The model in `model.ptl` (class `Keywords`, 1 method). Calls block: keep them off the main thread. */
public class Keywords(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, x: Tensor) -> Result` */
    @Throws(TorchException::class)
    public fun forward(x: Tensor): Result = toResult(module.runMethod("forward", IValue.from(x)))

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(x: Tensor): Result = forward(x)

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf("x" to TorchType.Tensor),
                TorchType.NamedTuple(
                    "Result",
                    TorchType.Int,
                    TorchType.Tensor,
                    TorchType.List(TorchType.Str),
                    TorchType.Bool,
                ),
            ),
        )

        private val api = ModelApi(
            className = "Keywords",
            methods = mapOf(
                "forward" to listOf("x: Tensor", "-> Result"),
            ),
            namedTuples = listOf(
                "Result" to listOf("val_: int", "fun: Tensor", "when: List[str]", "snake_case_field: bool"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.keywords",
            name = "Keywords.ptl",
            size = 1943,
            crc32 = 0xa37532bf,
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
        public fun load(path: String): Keywords {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): Keywords {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): Keywords {
            val module = loadTorchModule(path, signatures)
            return Keywords(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): Keywords {
            val module = loadTorchModule(bytes, signatures)
            return Keywords(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): Keywords = load(bundledModelPath(bundled))
    }
}

/** NamedTuple `Result` of the model. */
public class Result internal constructor(
    public val `val`: Long,
    public val `fun`: Tensor,
    public val `when`: List<String>,
    public val snakeCaseField: Boolean,
) {
    override fun toString(): String =
        deepToString("Result", "val" to `val`, "fun" to `fun`, "when" to `when`, "snakeCaseField" to snakeCaseField)
}

private fun toResult(value: IValue): Result {
    val fields = value.toTuple()
    return Result(
        `val` = fields[0].toLong(),
        `fun` = fields[1].toTensor(),
        `when` = fields[2].toList().map { it.toStr() },
        snakeCaseField = fields[3].toBool(),
    )
}
