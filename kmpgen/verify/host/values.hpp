// Java's IValue to torch's and back. Java's knows no element types: a container takes that of its first element, and
// Tensor where there is none, as in the AAR.
#pragma once

#include <ATen/core/Dict.h>
#include <ATen/core/List.h>
#include <ATen/core/ivalue.h>
#include <ATen/core/jit_type.h>

#include <cstdarg>
#include <string>
#include <utility>
#include <vector>

#include "tensors.hpp"
#include "text.hpp"

namespace host {

// IValue.mTypeCode
enum class Code : jint {
  None = 1,
  Tensor,
  Bool,
  Long,
  Double,
  String,
  Tuple,
  BoolList,
  LongList,
  DoubleList,
  TensorList,
  List,
  StringDict,
  LongDict,
};

inline c10::IValue to_torch_value(JNIEnv* env, jobject value);
inline jobject to_java_value(JNIEnv* env, const c10::IValue& value);

// Calls visit(key, value) with local references for each entry of a java.util.Map.
template <class Visit>
void each_entry(JNIEnv* env, jobject map, Visit&& visit) {
  Local<> entries(env, env->CallObjectMethod(map, java->entries));
  Local<> iterator(env, env->CallObjectMethod(entries.get(), java->iterator));
  while (env->CallBooleanMethod(iterator.get(), java->has_next)) {
    Local<> entry(env, env->CallObjectMethod(iterator.get(), java->next));
    Local<> key(env, env->CallObjectMethod(entry.get(), java->key));
    Local<> value(env, env->CallObjectMethod(entry.get(), java->value));
    if (key.get() == nullptr || value.get() == nullptr) throw BadArgument("null key or value in a dict");
    visit(key.get(), value.get());
  }
  throw_if_pending(env);
}

inline c10::TypePtr type_of_first(const std::vector<c10::IValue>& values) {
  if (values.empty()) return c10::TensorType::get();
  return c10::unshapedType(values.front().type());
}

inline c10::IValue to_torch_bools(JNIEnv* env, jbooleanArray array) {
  std::vector<jboolean> elements(env->GetArrayLength(array));
  env->GetBooleanArrayRegion(array, 0, static_cast<jsize>(elements.size()), elements.data());
  c10::List<bool> list;
  list.reserve(elements.size());
  for (const jboolean element : elements) list.push_back(element == JNI_TRUE);
  return list;
}

inline c10::IValue to_torch_longs(JNIEnv* env, jlongArray array) {
  std::vector<int64_t> elements(env->GetArrayLength(array));
  env->GetLongArrayRegion(array, 0, static_cast<jsize>(elements.size()), reinterpret_cast<jlong*>(elements.data()));
  return c10::IValue(elements);
}

inline c10::IValue to_torch_doubles(JNIEnv* env, jdoubleArray array) {
  std::vector<double> elements(env->GetArrayLength(array));
  env->GetDoubleArrayRegion(array, 0, static_cast<jsize>(elements.size()), elements.data());
  return c10::IValue(elements);
}

inline c10::IValue to_torch_tensors(JNIEnv* env, jobjectArray array) {
  const jsize count = env->GetArrayLength(array);
  c10::List<at::Tensor> list;
  list.reserve(count);
  for (jsize i = 0; i < count; ++i) {
    Local<> element(env, env->GetObjectArrayElement(array, i));
    if (element.get() == nullptr) throw BadArgument("null Tensor in a list");
    list.push_back(to_torch(env, element.get()));
  }
  return list;
}

inline std::vector<c10::IValue> to_torch_values(JNIEnv* env, jobjectArray array) {
  const jsize count = env->GetArrayLength(array);
  std::vector<c10::IValue> values;
  values.reserve(count);
  for (jsize i = 0; i < count; ++i) {
    Local<> element(env, env->GetObjectArrayElement(array, i));
    values.push_back(to_torch_value(env, element.get()));
  }
  return values;
}

inline c10::IValue to_torch_list(JNIEnv* env, jobjectArray array) {
  std::vector<c10::IValue> values = to_torch_values(env, array);
  c10::impl::GenericList list(type_of_first(values));
  list.reserve(values.size());
  for (auto& value : values) list.push_back(std::move(value));
  return list;
}

inline c10::IValue to_torch_dict(JNIEnv* env, jobject map, bool string_keys) {
  std::vector<c10::IValue> keys;
  std::vector<c10::IValue> values;
  each_entry(env, map, [&](jobject key, jobject value) {
    keys.push_back(string_keys ? c10::IValue(to_utf8(env, static_cast<jstring>(key)))
                               : c10::IValue(static_cast<int64_t>(env->CallLongMethod(key, java->unbox_long))));
    values.push_back(to_torch_value(env, value));
  });
  const c10::TypePtr key_type = string_keys ? c10::TypePtr(c10::StringType::get()) : c10::TypePtr(c10::IntType::get());
  c10::impl::GenericDict dict(key_type, type_of_first(values));
  for (size_t i = 0; i < keys.size(); ++i) dict.insert_or_assign(std::move(keys[i]), std::move(values[i]));
  return dict;
}

inline c10::IValue to_torch_value(JNIEnv* env, jobject value) {
  if (value == nullptr) throw BadArgument("IValue is null (use IValue.optionalNull() for None)");
  const auto code = static_cast<Code>(env->GetIntField(value, java->code));
  Local<> data(env, env->GetObjectField(value, java->data));
  if (code == Code::None) return {};
  if (data.get() == nullptr) throw BadArgument("IValue holds a null reference");
  const auto objects = static_cast<jobjectArray>(data.get());
  switch (code) {
    case Code::Tensor:
      return to_torch(env, data.get());
    case Code::Bool:
      return env->CallBooleanMethod(data.get(), java->unbox_bool) == JNI_TRUE;
    case Code::Long:
      return static_cast<int64_t>(env->CallLongMethod(data.get(), java->unbox_long));
    case Code::Double:
      return static_cast<double>(env->CallDoubleMethod(data.get(), java->unbox_double));
    case Code::String:
      return to_utf8(env, static_cast<jstring>(data.get()));
    case Code::Tuple:
      return c10::ivalue::Tuple::create(to_torch_values(env, objects));
    case Code::BoolList:
      return to_torch_bools(env, static_cast<jbooleanArray>(data.get()));
    case Code::LongList:
      return to_torch_longs(env, static_cast<jlongArray>(data.get()));
    case Code::DoubleList:
      return to_torch_doubles(env, static_cast<jdoubleArray>(data.get()));
    case Code::TensorList:
      return to_torch_tensors(env, objects);
    case Code::List:
      return to_torch_list(env, objects);
    case Code::StringDict:
      return to_torch_dict(env, data.get(), true);
    case Code::LongDict:
      return to_torch_dict(env, data.get(), false);
    default:
      throw BadArgument("Unknown IValue typeCode " + std::to_string(static_cast<jint>(code)));
  }
}

// Calls one of IValue's factories.
inline jobject make(JNIEnv* env, jmethodID factory, ...) {
  va_list arguments;
  va_start(arguments, factory);
  const jobject made = env->CallStaticObjectMethodV(java->ivalue, factory, arguments);
  va_end(arguments);
  throw_if_pending(env);
  return made;
}

inline jobject to_java_bools(JNIEnv* env, const c10::List<bool>& list) {
  const std::vector<jboolean> elements(list.begin(), list.end());
  const auto count = static_cast<jsize>(elements.size());
  Local<jbooleanArray> array(env, env->NewBooleanArray(count));
  env->SetBooleanArrayRegion(array.get(), 0, count, elements.data());
  return make(env, java->bool_list, array.get());
}

inline jobject to_java_longs(JNIEnv* env, const std::vector<int64_t>& elements) {
  const auto count = static_cast<jsize>(elements.size());
  Local<jlongArray> array(env, env->NewLongArray(count));
  env->SetLongArrayRegion(array.get(), 0, count, reinterpret_cast<const jlong*>(elements.data()));
  return make(env, java->long_list, array.get());
}

inline jobject to_java_doubles(JNIEnv* env, const std::vector<double>& elements) {
  const auto count = static_cast<jsize>(elements.size());
  Local<jdoubleArray> array(env, env->NewDoubleArray(count));
  env->SetDoubleArrayRegion(array.get(), 0, count, elements.data());
  return make(env, java->double_list, array.get());
}

inline jobject to_java_tensors(JNIEnv* env, const std::vector<at::Tensor>& tensors) {
  Local<jobjectArray> array(env, env->NewObjectArray(static_cast<jsize>(tensors.size()), java->tensor, nullptr));
  jsize index = 0;
  for (const at::Tensor& tensor : tensors) {
    Local<> element(env, to_java(env, tensor));
    env->SetObjectArrayElement(array.get(), index++, element.get());
  }
  return make(env, java->tensor_list, array.get());
}

template <class Values>
jobject to_java_values(JNIEnv* env, jmethodID factory, const Values& values) {
  Local<jobjectArray> array(env, env->NewObjectArray(static_cast<jsize>(values.size()), java->ivalue, nullptr));
  jsize index = 0;
  for (const c10::IValue& value : values) {
    Local<> element(env, to_java_value(env, value));
    env->SetObjectArrayElement(array.get(), index++, element.get());
  }
  return make(env, factory, array.get());
}

inline jobject to_java_dict(JNIEnv* env, const c10::impl::GenericDict& dict) {
  const c10::TypePtr key_type = dict.keyType();
  const bool string_keys = *key_type == *c10::StringType::get();
  if (!string_keys && *key_type != *c10::IntType::get()) {
    throw BadArgument("Unsupported IValue-Dict key type: " + key_type->str());
  }
  Local<> map(env, env->NewObject(java->hash_map, java->new_map));
  for (const auto& entry : dict) {
    Local<> key(env, string_keys ? to_jstring(env, entry.key().toStringRef())
                                 : env->CallStaticObjectMethod(java->boxed_long, java->box_long,
                                                               static_cast<jlong>(entry.key().toInt())));
    Local<> value(env, to_java_value(env, entry.value()));
    Local<> replaced(env, env->CallObjectMethod(map.get(), java->put, key.get(), value.get()));
  }
  return make(env, string_keys ? java->string_dict : java->long_dict, map.get());
}

inline jobject to_java_value(JNIEnv* env, const c10::IValue& value) {
  if (value.isNone()) return make(env, java->none);
  if (value.isTensor()) return make(env, java->from_tensor, Local<>(env, to_java(env, value.toTensor())).get());
  if (value.isBool()) return make(env, java->from_bool, static_cast<jint>(value.toBool()));
  if (value.isInt()) return make(env, java->from_long, static_cast<jlong>(value.toInt()));
  if (value.isDouble()) return make(env, java->from_double, static_cast<jdouble>(value.toDouble()));
  if (value.isString()) return make(env, java->from_string, Local<>(env, to_jstring(env, value.toStringRef())).get());
  if (value.isTuple()) return to_java_values(env, java->tuple, value.toTupleRef().elements());
  if (value.isBoolList()) return to_java_bools(env, value.toBoolList());
  if (value.isIntList()) return to_java_longs(env, value.toIntVector());
  if (value.isDoubleList()) return to_java_doubles(env, value.toDoubleVector());
  if (value.isTensorList()) return to_java_tensors(env, value.toTensorVector());
  if (value.isList()) return to_java_values(env, java->list, value.toListRef());
  if (value.isGenericDict()) return to_java_dict(env, value.toGenericDict());
  throw BadArgument("Unsupported IValue type " + value.tagKind());
}

}  // namespace host
