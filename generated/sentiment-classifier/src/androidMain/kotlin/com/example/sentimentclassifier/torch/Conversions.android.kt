package com.example.sentimentclassifier.torch

import org.pytorch.IValue as NativeIValue

/** The arguments of one call as Android's PyTorch takes them; [inputs] have passed [MethodSignature.check]. */
internal fun MethodSignature.toNative(inputs: List<IValue>): Array<NativeIValue> = Array(inputs.size) { index ->
    val (argument, type) = arguments[index]
    unsendable(inputs[index], type)?.let { what ->
        throw TorchException("$name: argument '$argument': Android's PyTorch cannot pass $what (iOS can)")
    }
    inputs[index].toNative(type)
}

/**
 * What inside [value] Android's PyTorch would pass under another type than [type], or null.
 *
 * It has no NamedTuples and knows no element types: it takes that of a list's or dict's first element, which is never
 * `Optional`, and `Tensor` where there is none. torch compares these types exactly, trusts them, or ends the process.
 */
private fun unsendable(value: IValue, type: TorchType): String? = when (type) {
    is TorchType.Optional -> if (value.isNull) null else unsendable(value, type.element)
    is TorchType.List -> if (value is IValue.ListValue) unsendable(value.values, type, type.element) else null
    is TorchType.Dict -> unsendable(value.dictValues(), type, type.value)
    is TorchType.NamedTuple -> "the NamedTuple ${type.name}"
    is TorchType.Tuple -> value.toTuple().zip(type.elements, ::unsendable).firstOrNull { it != null }
    else -> null
}

private fun IValue.dictValues(): Collection<IValue> =
    if (this is IValue.StrDictValue) values.values else toDictLongKey().values

private fun unsendable(elements: Collection<IValue>, container: TorchType, element: TorchType): String? = when {
    element.holdsOptional() -> "a $container"
    elements.isEmpty() && !(element == TorchType.Tensor || container.hasArray()) -> "an empty $container"
    else -> elements.firstNotNullOfOrNull { unsendable(it, element) }
}

private fun TorchType.holdsOptional(): Boolean = when (this) {
    is TorchType.Optional -> true
    is TorchType.List -> element.holdsOptional()
    is TorchType.Dict -> value.holdsOptional()
    is TorchType.Tuple -> elements.any { it.holdsOptional() }
    else -> false
}

/** Whether this is a list that has an array type of its own in Java, which says what its elements are. */
private fun TorchType.hasArray(): Boolean =
    this is TorchType.List && (element == TorchType.Bool || element == TorchType.Int || element == TorchType.Float)

private fun IValue.toNative(type: TorchType): NativeIValue = when (type) {
    TorchType.Tensor -> NativeIValue.from(toTensor().toNative())
    TorchType.Int -> NativeIValue.from(toLong())
    TorchType.Float -> NativeIValue.from(toDouble())
    TorchType.Bool -> NativeIValue.from(toBool())
    TorchType.Str -> NativeIValue.from(toStr())
    TorchType.None -> NativeIValue.optionalNull()
    is TorchType.Optional -> if (isNull) NativeIValue.optionalNull() else toNative(type.element)
    is TorchType.List -> toNativeList(type.element)
    is TorchType.Tuple -> toNativeTuple(type.elements)
    is TorchType.Dict -> toNativeDict(type)
}

private fun IValue.toNativeList(element: TorchType): NativeIValue = when (element) {
    TorchType.Bool -> NativeIValue.listFrom(*toBoolList())
    TorchType.Int -> NativeIValue.listFrom(*toLongList())
    TorchType.Float -> NativeIValue.listFrom(*toDoubleList())
    TorchType.Tensor -> NativeIValue.listFrom(*toList().map { it.toTensor().toNative() }.toTypedArray())
    else -> NativeIValue.listFrom(*toList().map { it.toNative(element) }.toTypedArray())
}

private fun IValue.toNativeTuple(types: List<TorchType>): NativeIValue =
    NativeIValue.tupleFrom(*toTuple().zip(types) { part, type -> part.toNative(type) }.toTypedArray())

private fun IValue.toNativeDict(type: TorchType.Dict): NativeIValue = if (type.key == TorchType.Str) {
    NativeIValue.dictStringKeyFrom(toDictStringKey().mapValues { it.value.toNative(type.value) })
} else {
    NativeIValue.dictLongKeyFrom(toDictLongKey().mapValues { it.value.toNative(type.value) })
}

/** A copy of a result of the given [type]; nothing of it shares memory with torch. */
internal fun NativeIValue.toCommon(type: TorchType): IValue = when (type) {
    TorchType.Tensor -> IValue.from(toTensor().toCommon())
    TorchType.Int -> IValue.from(toLong())
    TorchType.Float -> IValue.from(toDouble())
    TorchType.Bool -> IValue.from(toBool())
    TorchType.Str -> IValue.from(toStr())
    TorchType.None -> IValue.optionalNull()
    is TorchType.Optional -> if (isNull) IValue.optionalNull() else toCommon(type.element)
    is TorchType.List -> toCommonList(type.element)
    is TorchType.Tuple -> IValue.TupleValue(toTuple().zip(type.elements) { part, own -> part.toCommon(own) })
    is TorchType.Dict -> toCommonDict(type)
}

private fun NativeIValue.toCommonList(element: TorchType): IValue = when (element) {
    TorchType.Bool -> IValue.BoolListValue(toBoolList())
    TorchType.Int -> IValue.IntListValue(toLongList())
    TorchType.Float -> IValue.FloatListValue(toDoubleList())
    TorchType.Tensor -> IValue.ListValue(toTensorList().map { IValue.from(it.toCommon()) })
    else -> IValue.ListValue(toList().map { it.toCommon(element) })
}

private fun NativeIValue.toCommonDict(type: TorchType.Dict): IValue = if (type.key == TorchType.Str) {
    IValue.StrDictValue(toDictStringKey().mapValues { it.value.toCommon(type.value) })
} else {
    IValue.IntDictValue(toDictLongKey().mapValues { it.value.toCommon(type.value) })
}
