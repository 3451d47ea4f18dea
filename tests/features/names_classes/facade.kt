package com.example.namesclasses

import com.example.namesclasses.torch.BundledModel
import com.example.namesclasses.torch.IValue
import com.example.namesclasses.torch.MethodSignature
import com.example.namesclasses.torch.TorchException
import com.example.namesclasses.torch.TorchModule
import com.example.namesclasses.torch.TorchType
import com.example.namesclasses.torch.bundledModelPath
import com.example.namesclasses.torch.check.ModelApi
import com.example.namesclasses.torch.deepEquals
import com.example.namesclasses.torch.deepHashCode
import com.example.namesclasses.torch.deepToString
import com.example.namesclasses.torch.loadTorchModule

/** The model in `model.ptl` (class `NamesClasses`, 3 methods). Calls block: keep them off the main thread. */
public class NamesClasses(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, x: int) -> Companion` */
    @Throws(TorchException::class)
    public fun forward(x: Long): CompanionResult = toCompanionResult(module.runMethod("forward", IValue.from(x)))

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(x: Long): CompanionResult = forward(x)

    /** TorchScript: `load(self, x: listOf) -> deepEquals` */
    @Throws(TorchException::class)
    public fun load(x: listOfResult): deepEqualsResult =
        toDeepEqualsResult(module.runMethod("load", fromListOfResult(x)))

    /** TorchScript: `signatures(self, x: torch_) -> torch_` */
    @Throws(TorchException::class)
    public fun signatures(x: torch_): torch_ = toTorch(module.runMethod("signatures", fromTorch(x)))

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature("forward", listOf("x" to TorchType.Int), TorchType.NamedTuple("Companion", TorchType.Int)),
            MethodSignature(
                "load",
                listOf(
                    "x" to TorchType.NamedTuple(
                        "listOf",
                        TorchType.Int,
                        TorchType.NamedTuple("Companion", TorchType.Int),
                    ),
                ),
                TorchType.NamedTuple("deepEquals", TorchType.Int, TorchType.Str),
            ),
            MethodSignature(
                "signatures",
                listOf("x" to TorchType.NamedTuple("torch_", TorchType.List(TorchType.Int))),
                TorchType.NamedTuple("torch_", TorchType.List(TorchType.Int)),
            ),
        )

        private val api = ModelApi(
            className = "NamesClasses",
            methods = mapOf(
                "forward" to listOf("x: int", "-> Companion"),
                "load" to listOf("x: listOf", "-> deepEquals"),
                "signatures" to listOf("x: torch_", "-> torch_"),
            ),
            namedTuples = listOf(
                "Companion" to listOf("x: int"),
                "listOf" to listOf("y: int", "companion: Companion"),
                "deepEquals" to listOf("fields: int", "toString: str"),
                "torch_" to listOf("x: List[int]"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.namesclasses",
            name = "NamesClasses.ptl",
            size = 2412,
            crc32 = 0xbde60ae3,
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
        public fun load(path: String): NamesClasses {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): NamesClasses {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): NamesClasses {
            val module = loadTorchModule(path, signatures)
            return NamesClasses(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): NamesClasses {
            val module = loadTorchModule(bytes, signatures)
            return NamesClasses(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): NamesClasses = load(bundledModelPath(bundled))
    }
}

/** NamedTuple `listOf` of the model. */
public class listOfResult(public val y: Long, public val companion: CompanionResult) {
    private val fields: List<Any?>
        get() = listOf(y, companion)

    override fun equals(other: Any?): Boolean = other is listOfResult && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString("listOfResult", "y" to y, "companion" to companion)
}

/** NamedTuple `Companion` of the model. */
public class CompanionResult(public val x: Long) {
    private val fields: List<Any?>
        get() = listOf(x)

    override fun equals(other: Any?): Boolean = other is CompanionResult && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString("CompanionResult", "x" to x)
}

/** NamedTuple `torch_` of the model. */
public class torch_(public val x: LongArray) {
    private val fields: List<Any?>
        get() = listOf(x)

    override fun equals(other: Any?): Boolean = other is torch_ && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString("torch_", "x" to x)
}

/** NamedTuple `deepEquals` of the model. */
public class deepEqualsResult internal constructor(public val fieldsValue: Long, public val toString: String) {
    private val fields: List<Any?>
        get() = listOf(fieldsValue, toString)

    override fun equals(other: Any?): Boolean = other is deepEqualsResult && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String =
        deepToString("deepEqualsResult", "fieldsValue" to fieldsValue, "toString" to toString)
}

private fun toCompanionResult(value: IValue): CompanionResult {
    val fields = value.toTuple()
    return CompanionResult(x = fields[0].toLong())
}

private fun fromListOfResult(value: listOfResult): IValue =
    IValue.tupleFrom(IValue.from(value.y), fromCompanionResult(value.companion))

private fun fromCompanionResult(value: CompanionResult): IValue = IValue.tupleFrom(IValue.from(value.x))

private fun toDeepEqualsResult(value: IValue): deepEqualsResult {
    val fields = value.toTuple()
    return deepEqualsResult(fieldsValue = fields[0].toLong(), toString = fields[1].toStr())
}

private fun fromTorch(value: torch_): IValue = IValue.tupleFrom(IValue.listFrom(*value.x))

private fun toTorch(value: IValue): torch_ {
    val fields = value.toTuple()
    return torch_(x = fields[0].toLongList())
}
