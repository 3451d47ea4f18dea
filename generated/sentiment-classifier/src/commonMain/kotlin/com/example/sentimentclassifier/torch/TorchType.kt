package com.example.sentimentclassifier.torch

/** A TorchScript type as a method's signature gives it. [toString] spells it as TorchScript does: `Dict[str, Tensor]`. */
public sealed class TorchType(private val spelling: String) {
    public object Tensor : TorchType("Tensor")

    public object Int : TorchType("int")

    public object Float : TorchType("float")

    public object Bool : TorchType("bool")

    public object Str : TorchType("str")

    public object None : TorchType("NoneType")

    public class Optional(public val element: TorchType) : TorchType("Optional[$element]")

    public class List(public val element: TorchType) : TorchType("List[$element]")

    /** [key] is [Str] or [Int]. */
    public class Dict(public val key: TorchType, public val value: TorchType) : TorchType("Dict[$key, $value]")

    /** A tuple; a NamedTuple is the tuple of its fields. */
    public class Tuple(vararg elements: TorchType) : TorchType("Tuple[${elements.joinToString()}]") {
        public val elements: kotlin.collections.List<TorchType> = elements.asList()
    }

    final override fun toString(): String = spelling

    final override fun equals(other: Any?): Boolean = other is TorchType && other.spelling == spelling

    final override fun hashCode(): kotlin.Int = spelling.hashCode()
}
