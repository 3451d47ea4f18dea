package com.example.namesconversions

import com.example.namesconversions.torch.BundledModel
import com.example.namesconversions.torch.IValue
import com.example.namesconversions.torch.MethodSignature
import com.example.namesconversions.torch.TorchException
import com.example.namesconversions.torch.TorchModule
import com.example.namesconversions.torch.TorchType
import com.example.namesconversions.torch.bundledModelPath
import com.example.namesconversions.torch.check.ModelApi
import com.example.namesconversions.torch.deepEquals
import com.example.namesconversions.torch.deepHashCode
import com.example.namesconversions.torch.deepToString
import com.example.namesconversions.torch.loadTorchModule

/** The model in `model.ptl` (class `NamesConversions`, 5 methods). Calls block: keep them off the main thread. */
public class NamesConversions(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, p: Point, texts: List[List[str]]) -> Point` */
    @Throws(TorchException::class)
    public fun forward(p: Point, texts: List<List<String>>): Point = toPointValue(
        module.runMethod("forward", fromPointValue(p), IValue.listFrom(texts.map { fromStringListValue(it) })),
    )

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(p: Point, texts: List<List<String>>): Point = forward(p, texts)

    /**
     * TorchScript: `a_method_with_quite_a_long_name_for_a_method(self, and_an_argument_with_a_long_name: Tuple[int,
     * Tuple[int, Tuple[int, Tuple[int, Tuple[int, Tuple[int, str]]]]]]) -> int`
     */
    @Throws(TorchException::class)
    public fun aMethodWithQuiteALongNameForAMethod(
        andAnArgumentWithALongName: AMethodWithQuiteALongNameForAMethodAndAnArgumentWith595dddad,
    ): Long = module.runMethod(
        "a_method_with_quite_a_long_name_for_a_method",
        fromAMethodWithQuiteALongNameForAMethodAndAnArgumentWith595dddad(andAnArgumentWithALongName),
    ).toLong()

    /** TorchScript: `from_point(self, value: Point) -> Point` */
    @Throws(TorchException::class)
    public fun fromPoint(value: Point): Point = toPointValue(module.runMethod("from_point", fromPointValue(value)))

    /** TorchScript: `from_string_list(self, value: List[str]) -> Dict[str, List[str]]` */
    @Throws(TorchException::class)
    public fun fromStringList(value: List<String>): Map<String, List<String>> = module.runMethod(
        "from_string_list",
        IValue.listFrom(value.map { IValue.from(it) }),
    ).toDictStringKey().mapValues { toStringList(it.value) }

    /** TorchScript: `to_point(self, value: Point) -> Point` */
    @Throws(TorchException::class)
    public fun toPoint(value: Point): Point = toPointValue(module.runMethod("to_point", fromPointValue(value)))

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf(
                    "p" to TorchType.NamedTuple(
                        "Point",
                        TorchType.Float,
                        TorchType.List(TorchType.List(TorchType.Int)),
                    ),
                    "texts" to TorchType.List(TorchType.List(TorchType.Str)),
                ),
                TorchType.NamedTuple("Point", TorchType.Float, TorchType.List(TorchType.List(TorchType.Int))),
            ),
            MethodSignature(
                "a_method_with_quite_a_long_name_for_a_method",
                listOf(
                    "and_an_argument_with_a_long_name" to TorchType.Tuple(
                        TorchType.Int,
                        TorchType.Tuple(
                            TorchType.Int,
                            TorchType.Tuple(
                                TorchType.Int,
                                TorchType.Tuple(
                                    TorchType.Int,
                                    TorchType.Tuple(TorchType.Int, TorchType.Tuple(TorchType.Int, TorchType.Str)),
                                ),
                            ),
                        ),
                    ),
                ),
                TorchType.Int,
            ),
            MethodSignature(
                "from_point",
                listOf(
                    "value" to TorchType.NamedTuple(
                        "Point",
                        TorchType.Float,
                        TorchType.List(TorchType.List(TorchType.Int)),
                    ),
                ),
                TorchType.NamedTuple("Point", TorchType.Float, TorchType.List(TorchType.List(TorchType.Int))),
            ),
            MethodSignature(
                "from_string_list",
                listOf("value" to TorchType.List(TorchType.Str)),
                TorchType.Dict(TorchType.Str, TorchType.List(TorchType.Str)),
            ),
            MethodSignature(
                "to_point",
                listOf(
                    "value" to TorchType.NamedTuple(
                        "Point",
                        TorchType.Float,
                        TorchType.List(TorchType.List(TorchType.Int)),
                    ),
                ),
                TorchType.NamedTuple("Point", TorchType.Float, TorchType.List(TorchType.List(TorchType.Int))),
            ),
        )

        private val api = ModelApi(
            className = "NamesConversions",
            methods = mapOf(
                "forward" to listOf("p: Point", "texts: List[List[str]]", "-> Point"),
                "a_method_with_quite_a_long_name_for_a_method" to listOf(
                    "and_an_argument_with_a_long_name: Tuple[int, Tuple[int, Tuple[int, Tuple[int, Tuple[int, " +
                        "Tuple[int, str]]]]]]",
                    "-> int",
                ),
                "from_point" to listOf("value: Point", "-> Point"),
                "from_string_list" to listOf("value: List[str]", "-> Dict[str, List[str]]"),
                "to_point" to listOf("value: Point", "-> Point"),
            ),
            namedTuples = listOf(
                "Point" to listOf("x: float", "tags: List[List[int]]"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.namesconversions",
            name = "NamesConversions.ptl",
            size = 2822,
            crc32 = 0x0ab821e5,
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
        public fun load(path: String): NamesConversions {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): NamesConversions {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): NamesConversions {
            val module = loadTorchModule(path, signatures)
            return NamesConversions(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): NamesConversions {
            val module = loadTorchModule(bytes, signatures)
            return NamesConversions(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): NamesConversions = load(bundledModelPath(bundled))
    }
}

/** NamedTuple `Point` of the model. */
public class Point(public val x: Double, public val tags: List<LongArray>) {
    private val fields: List<Any?>
        get() = listOf(x, tags)

    override fun equals(other: Any?): Boolean = other is Point && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString("Point", "x" to x, "tags" to tags)
}

/** Tuple `Tuple[int, Tuple[int, Tuple[int, Tuple[int, Tuple[int, Tuple[int, str]]]]]]` of the model. */
public class AMethodWithQuiteALongNameForAMethodAndAnArgumentWith595dddad(
    public val first: Long,
    public val second: AMethodWithQuiteALongNameForAMethodAndAnArgumentWithc4755258,
) {
    public operator fun component1(): Long = first

    public operator fun component2(): AMethodWithQuiteALongNameForAMethodAndAnArgumentWithc4755258 = second

    private val fields: List<Any?>
        get() = listOf(first, second)

    override fun equals(other: Any?): Boolean =
        other is AMethodWithQuiteALongNameForAMethodAndAnArgumentWith595dddad && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString(
        "AMethodWithQuiteALongNameForAMethodAndAnArgumentWith595dddad",
        "first" to first,
        "second" to second,
    )
}

/** Tuple `Tuple[int, Tuple[int, Tuple[int, Tuple[int, Tuple[int, str]]]]]` of the model. */
public class AMethodWithQuiteALongNameForAMethodAndAnArgumentWithc4755258(
    public val first: Long,
    public val second: AMethodWithQuiteALongNameForAMethodAndAnArgumentWith6b1c8503,
) {
    public operator fun component1(): Long = first

    public operator fun component2(): AMethodWithQuiteALongNameForAMethodAndAnArgumentWith6b1c8503 = second

    private val fields: List<Any?>
        get() = listOf(first, second)

    override fun equals(other: Any?): Boolean =
        other is AMethodWithQuiteALongNameForAMethodAndAnArgumentWithc4755258 && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString(
        "AMethodWithQuiteALongNameForAMethodAndAnArgumentWithc4755258",
        "first" to first,
        "second" to second,
    )
}

/** Tuple `Tuple[int, Tuple[int, Tuple[int, Tuple[int, str]]]]` of the model. */
public class AMethodWithQuiteALongNameForAMethodAndAnArgumentWith6b1c8503(
    public val first: Long,
    public val second: AMethodWithQuiteALongNameForAMethodAndAnArgumentWithc595c63f,
) {
    public operator fun component1(): Long = first

    public operator fun component2(): AMethodWithQuiteALongNameForAMethodAndAnArgumentWithc595c63f = second

    private val fields: List<Any?>
        get() = listOf(first, second)

    override fun equals(other: Any?): Boolean =
        other is AMethodWithQuiteALongNameForAMethodAndAnArgumentWith6b1c8503 && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString(
        "AMethodWithQuiteALongNameForAMethodAndAnArgumentWith6b1c8503",
        "first" to first,
        "second" to second,
    )
}

/** Tuple `Tuple[int, Tuple[int, Tuple[int, str]]]` of the model. */
public class AMethodWithQuiteALongNameForAMethodAndAnArgumentWithc595c63f(
    public val first: Long,
    public val second: AMethodWithQuiteALongNameForAMethodAndAnArgumentWith03d8b3f6,
) {
    public operator fun component1(): Long = first

    public operator fun component2(): AMethodWithQuiteALongNameForAMethodAndAnArgumentWith03d8b3f6 = second

    private val fields: List<Any?>
        get() = listOf(first, second)

    override fun equals(other: Any?): Boolean =
        other is AMethodWithQuiteALongNameForAMethodAndAnArgumentWithc595c63f && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString(
        "AMethodWithQuiteALongNameForAMethodAndAnArgumentWithc595c63f",
        "first" to first,
        "second" to second,
    )
}

/** Tuple `Tuple[int, Tuple[int, str]]` of the model. */
public class AMethodWithQuiteALongNameForAMethodAndAnArgumentWith03d8b3f6(
    public val first: Long,
    public val second: AMethodWithQuiteALongNameForAMethodAndAnArgumentWith0a51aeec,
) {
    public operator fun component1(): Long = first

    public operator fun component2(): AMethodWithQuiteALongNameForAMethodAndAnArgumentWith0a51aeec = second

    private val fields: List<Any?>
        get() = listOf(first, second)

    override fun equals(other: Any?): Boolean =
        other is AMethodWithQuiteALongNameForAMethodAndAnArgumentWith03d8b3f6 && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString(
        "AMethodWithQuiteALongNameForAMethodAndAnArgumentWith03d8b3f6",
        "first" to first,
        "second" to second,
    )
}

/** Tuple `Tuple[int, str]` of the model. */
public class AMethodWithQuiteALongNameForAMethodAndAnArgumentWith0a51aeec(
    public val first: Long,
    public val second: String,
) {
    public operator fun component1(): Long = first

    public operator fun component2(): String = second

    private val fields: List<Any?>
        get() = listOf(first, second)

    override fun equals(other: Any?): Boolean =
        other is AMethodWithQuiteALongNameForAMethodAndAnArgumentWith0a51aeec && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString(
        "AMethodWithQuiteALongNameForAMethodAndAnArgumentWith0a51aeec",
        "first" to first,
        "second" to second,
    )
}

private fun fromPointValue(value: Point): IValue =
    IValue.tupleFrom(IValue.from(value.x), IValue.listFrom(value.tags.map { IValue.listFrom(*it) }))

private fun fromStringListValue(value: List<String>): IValue = IValue.listFrom(value.map { IValue.from(it) })

private fun toPointValue(value: IValue): Point {
    val fields = value.toTuple()
    return Point(x = fields[0].toDouble(), tags = fields[1].toList().map { it.toLongList() })
}

private fun fromAMethodWithQuiteALongNameForAMethodAndAnArgumentWith595dddad(
    value: AMethodWithQuiteALongNameForAMethodAndAnArgumentWith595dddad,
): IValue = IValue.tupleFrom(
    IValue.from(value.first),
    fromAMethodWithQuiteALongNameForAMethodAndAnArgumentWithc4755258(value.second),
)

private fun fromAMethodWithQuiteALongNameForAMethodAndAnArgumentWithc4755258(
    value: AMethodWithQuiteALongNameForAMethodAndAnArgumentWithc4755258,
): IValue = IValue.tupleFrom(
    IValue.from(value.first),
    fromAMethodWithQuiteALongNameForAMethodAndAnArgumentWith6b1c8503(value.second),
)

private fun fromAMethodWithQuiteALongNameForAMethodAndAnArgumentWith6b1c8503(
    value: AMethodWithQuiteALongNameForAMethodAndAnArgumentWith6b1c8503,
): IValue = IValue.tupleFrom(
    IValue.from(value.first),
    fromAMethodWithQuiteALongNameForAMethodAndAnArgumentWithc595c63f(value.second),
)

private fun fromAMethodWithQuiteALongNameForAMethodAndAnArgumentWithc595c63f(
    value: AMethodWithQuiteALongNameForAMethodAndAnArgumentWithc595c63f,
): IValue = IValue.tupleFrom(
    IValue.from(value.first),
    fromAMethodWithQuiteALongNameForAMethodAndAnArgumentWith03d8b3f6(value.second),
)

private fun fromAMethodWithQuiteALongNameForAMethodAndAnArgumentWith03d8b3f6(
    value: AMethodWithQuiteALongNameForAMethodAndAnArgumentWith03d8b3f6,
): IValue = IValue.tupleFrom(
    IValue.from(value.first),
    fromAMethodWithQuiteALongNameForAMethodAndAnArgumentWith0a51aeec(value.second),
)

private fun fromAMethodWithQuiteALongNameForAMethodAndAnArgumentWith0a51aeec(
    value: AMethodWithQuiteALongNameForAMethodAndAnArgumentWith0a51aeec,
): IValue = IValue.tupleFrom(IValue.from(value.first), IValue.from(value.second))

private fun toStringList(value: IValue): List<String> = value.toList().map { it.toStr() }
