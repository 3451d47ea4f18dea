package com.example.sentimentclassifier.torch

/** Any value that goes into or comes out of a model's method, as TorchScript knows it. */
public sealed class IValue {
    /** TorchScript's None. */
    public object None : IValue()

    /** A tensor. */
    public class TensorValue internal constructor(public val value: Tensor) : IValue()

    /** A `bool`. */
    public class BoolValue internal constructor(public val value: Boolean) : IValue()

    /** An `int`. */
    public class IntValue internal constructor(public val value: Long) : IValue()

    /** A `float`. */
    public class FloatValue internal constructor(public val value: Double) : IValue()

    /** A `str`. */
    public class StrValue internal constructor(public val value: String) : IValue()

    /** A `List[bool]`. */
    public class BoolListValue internal constructor(public val values: BooleanArray) : IValue()

    /** A `List[int]`. */
    public class IntListValue internal constructor(public val values: LongArray) : IValue()

    /** A `List[float]`. */
    public class FloatListValue internal constructor(public val values: DoubleArray) : IValue()

    /** A list of anything else. */
    public class ListValue internal constructor(public val values: List<IValue>) : IValue()

    /** A tuple, named or not. */
    public class TupleValue internal constructor(public val values: List<IValue>) : IValue()

    /** A dict with `str` keys. */
    public class StrDictValue internal constructor(public val values: Map<String, IValue>) : IValue()

    /** A dict with `int` keys. */
    public class IntDictValue internal constructor(public val values: Map<Long, IValue>) : IValue()

    /** Whether this is TorchScript's None. */
    public val isNull: Boolean get() = this === None

    /** The tensor that this is. */
    @Throws(TorchException::class)
    public fun toTensor(): Tensor = if (this is TensorValue) value else throw isNo("Tensor")

    /** The `bool` that this is. */
    @Throws(TorchException::class)
    public fun toBool(): Boolean = if (this is BoolValue) value else throw isNo("bool")

    /** The `int` that this is. */
    @Throws(TorchException::class)
    public fun toLong(): Long = if (this is IntValue) value else throw isNo("int")

    /** The `float` that this is. */
    @Throws(TorchException::class)
    public fun toDouble(): Double = if (this is FloatValue) value else throw isNo("float")

    /** The `str` that this is. */
    @Throws(TorchException::class)
    public fun toStr(): String = if (this is StrValue) value else throw isNo("str")

    /** The `List[bool]` that this is. */
    @Throws(TorchException::class)
    public fun toBoolList(): BooleanArray = when (this) {
        is BoolListValue -> values
        is ListValue -> BooleanArray(values.size) { values[it].toBool() }
        else -> throw isNo("List[bool]")
    }

    /** The `List[int]` that this is. */
    @Throws(TorchException::class)
    public fun toLongList(): LongArray = when (this) {
        is IntListValue -> values
        is ListValue -> LongArray(values.size) { values[it].toLong() }
        else -> throw isNo("List[int]")
    }

    /** The `List[float]` that this is. */
    @Throws(TorchException::class)
    public fun toDoubleList(): DoubleArray = when (this) {
        is FloatListValue -> values
        is ListValue -> DoubleArray(values.size) { values[it].toDouble() }
        else -> throw isNo("List[float]")
    }

    /** The elements of the list that this is, whatever their type. */
    @Throws(TorchException::class)
    public fun toList(): List<IValue> = when (this) {
        is ListValue -> values
        is BoolListValue -> values.map { from(it) }
        is IntListValue -> values.map { from(it) }
        is FloatListValue -> values.map { from(it) }
        else -> throw isNo("List")
    }

    /** The elements of the tuple or NamedTuple that this is. */
    @Throws(TorchException::class)
    public fun toTuple(): List<IValue> = if (this is TupleValue) values else throw isNo("Tuple")

    /** The `Dict[str, ...]` that this is. */
    @Throws(TorchException::class)
    public fun toDictStringKey(): Map<String, IValue> = if (this is StrDictValue) values else throw isNo("Dict[str, _]")

    /** The `Dict[int, ...]` that this is. */
    @Throws(TorchException::class)
    public fun toDictLongKey(): Map<Long, IValue> = if (this is IntDictValue) values else throw isNo("Dict[int, _]")

    /** [read] of this value, or null where it is None. */
    public inline fun <T : Any> orNull(read: (IValue) -> T): T? = if (isNull) null else read(this)

    /** The kind of this value, for messages; never its data. */
    final override fun toString(): String = when (this) {
        None -> "None"
        is TensorValue -> "Tensor"
        is BoolValue -> "bool"
        is IntValue -> "int"
        is FloatValue -> "float"
        is StrValue -> "str"
        is BoolListValue -> "List[bool]"
        is IntListValue -> "List[int]"
        is FloatListValue -> "List[float]"
        is ListValue -> "List[${kinds(values)}]"
        is TupleValue -> "Tuple$values"
        is StrDictValue -> "Dict[str, ${kinds(values.values)}]"
        is IntDictValue -> "Dict[int, ${kinds(values.values)}]"
    }

    private fun kinds(values: Collection<IValue>): String = values.map { it.toString() }.distinct().joinToString(" or ")

    private fun isNo(wanted: String) = TorchException("the value is $this, not $wanted")

    /** Makes values of what Kotlin has. */
    public companion object {
        /** TorchScript's None. */
        public fun optionalNull(): IValue = None

        /** [value], or None for null. */
        public fun from(value: Tensor?): IValue = value?.let(::TensorValue) ?: None

        /** [value], or None for null. */
        public fun from(value: Boolean?): IValue = value?.let(::BoolValue) ?: None

        /** [value], or None for null. */
        public fun from(value: Long?): IValue = value?.let(::IntValue) ?: None

        /** [value], or None for null. */
        public fun from(value: Double?): IValue = value?.let(::FloatValue) ?: None

        /** [value], or None for null. */
        public fun from(value: String?): IValue = value?.let(::StrValue) ?: None

        /** A `List[bool]`. */
        public fun listFrom(vararg values: Boolean): IValue = BoolListValue(values)

        /** A `List[int]`. */
        public fun listFrom(vararg values: Long): IValue = IntListValue(values)

        /** A `List[float]`. */
        public fun listFrom(vararg values: Double): IValue = FloatListValue(values)

        /** A list of any other type. */
        public fun listFrom(values: List<IValue>): IValue = ListValue(values)

        /** A tuple, or a NamedTuple of the values of its fields. */
        public fun tupleFrom(vararg values: IValue): IValue = TupleValue(values.asList())

        /** A `Dict[str, ...]`, in the order of [values]. */
        public fun dictStringKeyFrom(values: Map<String, IValue>): IValue = StrDictValue(values)

        /** A `Dict[int, ...]`, in the order of [values]. */
        public fun dictLongKeyFrom(values: Map<Long, IValue>): IValue = IntDictValue(values)
    }
}
