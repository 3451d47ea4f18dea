@file:OptIn(ExperimentalForeignApi::class)

package com.example.sentimentclassifier.torch

import com.example.sentimentclassifier.torch.cinterop.PLMDTypeBool
import com.example.sentimentclassifier.torch.cinterop.PLMDTypeFloat64
import com.example.sentimentclassifier.torch.cinterop.PLMDTypeInt64
import com.example.sentimentclassifier.torch.cinterop.PLMDTypeUInt8
import com.example.sentimentclassifier.torch.cinterop.PLMKindBool
import com.example.sentimentclassifier.torch.cinterop.PLMKindBoolList
import com.example.sentimentclassifier.torch.cinterop.PLMKindFloat
import com.example.sentimentclassifier.torch.cinterop.PLMKindFloatList
import com.example.sentimentclassifier.torch.cinterop.PLMKindInt
import com.example.sentimentclassifier.torch.cinterop.PLMKindIntDict
import com.example.sentimentclassifier.torch.cinterop.PLMKindIntList
import com.example.sentimentclassifier.torch.cinterop.PLMKindList
import com.example.sentimentclassifier.torch.cinterop.PLMKindNone
import com.example.sentimentclassifier.torch.cinterop.PLMKindString
import com.example.sentimentclassifier.torch.cinterop.PLMKindStringDict
import com.example.sentimentclassifier.torch.cinterop.PLMKindTensor
import com.example.sentimentclassifier.torch.cinterop.PLMKindTuple
import com.example.sentimentclassifier.torch.cinterop.PLMValue
import kotlinx.cinterop.ExperimentalForeignApi

/** This value for torch; [type], which it fits, is what an empty container takes its element type from. */
internal fun IValue.toNative(type: TorchType): PLMValue = when (this) {
    IValue.None -> PLMValue.none()
    is IValue.TensorValue -> value.native
    is IValue.BoolValue -> PLMValue.valueWithBool(value)
    is IValue.IntValue -> PLMValue.valueWithInt(value)
    is IValue.FloatValue -> PLMValue.valueWithFloat(value)
    is IValue.StrValue -> nativeString(value)
    is IValue.BoolListValue -> values.toNative()
    is IValue.IntListValue -> values.toNative()
    is IValue.FloatListValue -> values.toNative()
    is IValue.ListValue -> toNativeList(type.required() as TorchType.List)
    is IValue.TupleValue -> toNativeTuple(type.required() as TorchType.Tuple)
    is IValue.StrDictValue -> values.toNativeDict(type.required() as TorchType.Dict, ::nativeString)
    is IValue.IntDictValue -> values.toNativeDict(type.required() as TorchType.Dict) { PLMValue.valueWithInt(it) }
}

private tailrec fun TorchType.required(): TorchType = if (this is TorchType.Optional) element.required() else this

/** By its UTF-8 and its length, so that a NUL inside does not end it. An unpaired surrogate becomes U+FFFD. */
private fun nativeString(value: String): PLMValue {
    val utf8 = value.encodeToByteArray()
    return utf8.usePointer { PLMValue.valueWithUTF8(it, utf8.size.toULong()) }
}

private fun BooleanArray.toNative(): PLMValue =
    toBytes().usePointer { PLMValue.listWithElements(it, size.toULong(), PLMDTypeBool, error = null) }.orThrow()

private fun LongArray.toNative(): PLMValue =
    usePointer { PLMValue.listWithElements(it, size.toULong(), PLMDTypeInt64, error = null) }.orThrow()

private fun DoubleArray.toNative(): PLMValue =
    usePointer { PLMValue.listWithElements(it, size.toULong(), PLMDTypeFloat64, error = null) }.orThrow()

private fun IValue.ListValue.toNativeList(type: TorchType.List): PLMValue =
    PLMValue.listOfType(type.toString(), values.map { it.toNative(type.element) }, error = null).orThrow()

private fun IValue.TupleValue.toNativeTuple(type: TorchType.Tuple): PLMValue =
    PLMValue.tupleOfItems(values.zip(type.elements) { value, field -> value.toNative(field) }, error = null).orThrow()

private fun <K> Map<K, IValue>.toNativeDict(type: TorchType.Dict, toNativeKey: (K) -> PLMValue): PLMValue {
    val nativeKeys = keys.map(toNativeKey)
    val items = values.map { it.toNative(type.value) }
    return PLMValue.dictOfType(type.toString(), nativeKeys, items, error = null).orThrow()
}

internal fun PLMValue.toIValue(): IValue = when (kind) {
    PLMKindNone -> IValue.None
    PLMKindTensor -> IValue.TensorValue(Tensor(this))
    PLMKindBool -> IValue.BoolValue(boolValue)
    PLMKindInt -> IValue.IntValue(intValue)
    PLMKindFloat -> IValue.FloatValue(floatValue)
    PLMKindString -> IValue.StrValue(readString())
    PLMKindBoolList -> IValue.BoolListValue(readBooleans())
    PLMKindIntList -> IValue.IntListValue(readLongs())
    PLMKindFloatList -> IValue.FloatListValue(readDoubles())
    PLMKindList -> IValue.ListValue(readItems())
    PLMKindTuple -> IValue.TupleValue(readItems())
    PLMKindStringDict -> IValue.StrDictValue(readEntries { it.readString() })
    PLMKindIntDict -> IValue.IntDictValue(readEntries { it.intValue })
    else -> throw TorchException("there is no kind $kind of values")
}

private fun PLMValue.readString(): String {
    val utf8 = ByteArray(arraySize(count))
    utf8.usePointer { getElements(it, count, PLMDTypeUInt8, error = null) }.orThrow()
    return utf8.decodeToString()
}

private fun PLMValue.readBooleans(): BooleanArray {
    val bytes = ByteArray(arraySize(count))
    bytes.usePointer { getElements(it, count, PLMDTypeBool, error = null) }.orThrow()
    return bytes.toBooleans()
}

private fun PLMValue.readLongs(): LongArray {
    val values = LongArray(arraySize(count))
    values.usePointer { getElements(it, count, PLMDTypeInt64, error = null) }.orThrow()
    return values
}

private fun PLMValue.readDoubles(): DoubleArray {
    val values = DoubleArray(arraySize(count))
    values.usePointer { getElements(it, count, PLMDTypeFloat64, error = null) }.orThrow()
    return values
}

private fun PLMValue.readItems(): List<IValue> = items.map { (it as PLMValue).toIValue() }

private inline fun <K> PLMValue.readEntries(readKey: (PLMValue) -> K): Map<K, IValue> {
    val entries = LinkedHashMap<K, IValue>()
    keys.zip(items) { key, item -> entries[readKey(key as PLMValue)] = (item as PLMValue).toIValue() }
    return entries
}
