package com.example.sentimentclassifier.torch

/** A TorchScript type as a method's signature gives it. [toString] spells it as TorchScript does: `Dict[str, Tensor]`. */
public sealed class TorchType(private val spelling: String) {
    /** `Tensor` */
    public object Tensor : TorchType("Tensor")

    /** `int`, 64 bits wide */
    public object Int : TorchType("int")

    /** `float`, 64 bits wide */
    public object Float : TorchType("float")

    /** `bool` */
    public object Bool : TorchType("bool")

    /** `str` */
    public object Str : TorchType("str")

    /** `NoneType` */
    public object None : TorchType("NoneType")

    /** `Optional[element]`: an [element] or None */
    public class Optional(public val element: TorchType) : TorchType("Optional[$element]")

    /** `List[element]` */
    public class List(public val element: TorchType) : TorchType("List[$element]")

    /** `Dict[key, value]`, where [key] is [Str] or [Int] */
    public class Dict(public val key: TorchType, public val value: TorchType) : TorchType("Dict[$key, $value]")

    /** `Tuple[...]` */
    public open class Tuple(vararg elements: TorchType) : TorchType("Tuple[${elements.joinToString()}]") {
        /** The types of the elements, in order. */
        public val elements: kotlin.collections.List<TorchType> = elements.asList()
    }

    /** The tuple of a NamedTuple's fields; [name] is that of its Python class. */
    public class NamedTuple(public val name: String, vararg elements: TorchType) : Tuple(*elements)

    final override fun toString(): String = spelling

    final override fun equals(other: Any?): Boolean = other is TorchType && other.spelling == spelling

    final override fun hashCode(): kotlin.Int = spelling.hashCode()
}
