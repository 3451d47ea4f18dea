package com.example.sentimentclassifier.torch

/**
 * What one method of a model takes and returns.
 *
 * torch's lite interpreter trusts its caller: a wrong type can end the process. A module is therefore loaded with the
 * signatures of its methods, and every call is checked against them first.
 *
 * @property name the method's name in the model
 * @property arguments the names and types of its arguments, in order, without `self`
 * @property returns the type of its result
 */
public class MethodSignature(
    public val name: String,
    public val arguments: List<Pair<String, TorchType>>,
    public val returns: TorchType,
) {
    /** The signature as TorchScript spells it: `forward(x: Tensor) -> Tensor`. */
    override fun toString(): String = "$name(${arguments.joinToString { (name, type) -> "$name: $type" }}) -> $returns"

    internal fun check(inputs: List<IValue>) {
        if (inputs.size != arguments.size) {
            throw TorchException("${inputs.size} arguments were given, but the method is $this")
        }
        arguments.forEachIndexed { index, (argument, type) ->
            if (!inputs[index].fits(type)) {
                throw TorchException("$name: argument '$argument' must be $type, but is ${inputs[index]}")
            }
        }
    }
}

private fun IValue.fits(type: TorchType): Boolean = when (type) {
    TorchType.Tensor -> this is IValue.TensorValue
    TorchType.Int -> this is IValue.IntValue
    TorchType.Float -> this is IValue.FloatValue
    TorchType.Bool -> this is IValue.BoolValue
    TorchType.Str -> this is IValue.StrValue
    TorchType.None -> isNull
    is TorchType.Optional -> isNull || fits(type.element)
    is TorchType.List -> fitsList(type.element)
    is TorchType.Dict -> fitsDict(type)
    is TorchType.Tuple -> fitsTuple(type.elements)
}

private fun IValue.fitsList(element: TorchType): Boolean = when (this) {
    is IValue.BoolListValue -> element == TorchType.Bool
    is IValue.IntListValue -> element == TorchType.Int
    is IValue.FloatListValue -> element == TorchType.Float
    is IValue.ListValue -> values.all { it.fits(element) }
    else -> false
}

private fun IValue.fitsDict(type: TorchType.Dict): Boolean = when (this) {
    is IValue.StrDictValue -> type.key == TorchType.Str && values.values.all { it.fits(type.value) }
    is IValue.IntDictValue -> type.key == TorchType.Int && values.values.all { it.fits(type.value) }
    else -> false
}

private fun IValue.fitsTuple(elements: List<TorchType>): Boolean =
    this is IValue.TupleValue && values.size == elements.size && values.indices.all { values[it].fits(elements[it]) }
