package com.example.defaultsnamedtuple

import com.example.defaultsnamedtuple.torch.BundledModel
import com.example.defaultsnamedtuple.torch.IValue
import com.example.defaultsnamedtuple.torch.MethodSignature
import com.example.defaultsnamedtuple.torch.Tensor
import com.example.defaultsnamedtuple.torch.TorchException
import com.example.defaultsnamedtuple.torch.TorchModule
import com.example.defaultsnamedtuple.torch.TorchType
import com.example.defaultsnamedtuple.torch.bundledModelPath
import com.example.defaultsnamedtuple.torch.check.ModelApi
import com.example.defaultsnamedtuple.torch.deepEquals
import com.example.defaultsnamedtuple.torch.deepHashCode
import com.example.defaultsnamedtuple.torch.deepToString
import com.example.defaultsnamedtuple.torch.loadTorchModule

/** The model in `model.pt` (class `DefaultsNamedTuple`, 1 method). Calls block: keep them off the main thread. */
public class DefaultsNamedTuple(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, x: Tensor, options: Options=(3, 0.5, None)) -> Options` */
    @Throws(TorchException::class)
    public fun forward(x: Tensor, options: Options = Options(3L, 0.5, null)): Options =
        toOptions(module.runMethod("forward", IValue.from(x), fromOptions(options)))

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(x: Tensor, options: Options = Options(3L, 0.5, null)): Options = forward(x, options)

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf(
                    "x" to TorchType.Tensor,
                    "options" to TorchType.NamedTuple(
                        "Options",
                        TorchType.Int,
                        TorchType.Float,
                        TorchType.Optional(TorchType.Str),
                    ),
                ),
                TorchType.NamedTuple("Options", TorchType.Int, TorchType.Float, TorchType.Optional(TorchType.Str)),
            ),
        )

        private val api = ModelApi(
            className = "DefaultsNamedTuple",
            methods = mapOf(
                "forward" to listOf("x: Tensor", "options: Options=(3, 0.5, None)", "-> Options"),
            ),
            namedTuples = listOf(
                "Options" to listOf("size: int", "scale: float", "note: Optional[str]"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.defaultsnamedtuple",
            name = "DefaultsNamedTuple.ptl",
            size = 1150,
            crc32 = 0xb685ff1b,
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
        public fun load(path: String): DefaultsNamedTuple {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): DefaultsNamedTuple {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): DefaultsNamedTuple {
            val module = loadTorchModule(path, signatures)
            return DefaultsNamedTuple(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): DefaultsNamedTuple {
            val module = loadTorchModule(bytes, signatures)
            return DefaultsNamedTuple(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): DefaultsNamedTuple = load(bundledModelPath(bundled))
    }
}

/** NamedTuple `Options` of the model. */
public class Options(public val size: Long, public val scale: Double, public val note: String?) {
    private val fields: List<Any?>
        get() = listOf(size, scale, note)

    override fun equals(other: Any?): Boolean = other is Options && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString("Options", "size" to size, "scale" to scale, "note" to note)
}

private fun fromOptions(value: Options): IValue =
    IValue.tupleFrom(IValue.from(value.size), IValue.from(value.scale), IValue.from(value.note))

private fun toOptions(value: IValue): Options {
    val fields = value.toTuple()
    return Options(size = fields[0].toLong(), scale = fields[1].toDouble(), note = fields[2].orNull { it.toStr() })
}
