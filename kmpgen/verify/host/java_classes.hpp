// The Java classes, fields and methods that the host library uses, looked up once.
#pragma once

#include <memory>

#include "jni_support.hpp"

namespace host {

struct JavaClasses {
  explicit JavaClasses(JNIEnv* env);

  jclass ivalue, tensor, hybrid, hash_map, boxed_long, byte_buffer;
  // org.pytorch.IValue
  jfieldID code, data;
  jmethodID none, from_tensor, from_bool, from_long, from_double, from_string, tuple, bool_list, long_list, double_list,
      tensor_list, list, string_dict, long_dict;
  // org.pytorch.Tensor
  jfieldID shape;
  jmethodID dtype, memory_format, raw_buffer, new_tensor;
  // com.facebook.jni.HybridData, and LiteNativePeer's field of it
  jmethodID new_hybrid;
  jfieldID destructor, native_pointer, peer_hybrid;
  // java.util
  jmethodID new_map, put, entries, iterator, has_next, next, key, value;
  // java.lang, java.nio
  jmethodID box_long, unbox_long, unbox_bool, unbox_double, allocate_direct, order;
  jobject native_order;

 private:
  void find_ivalue(JNIEnv* env);
  void find_tensor(JNIEnv* env);
  void find_hybrid(JNIEnv* env);
  void find_collections(JNIEnv* env);
  void find_java(JNIEnv* env);
};

// Ready once a native method has run; see `guarded`.
inline std::unique_ptr<const JavaClasses> java;

inline jclass global_class(JNIEnv* env, const char* name) {
  Local<jclass> found(env, env->FindClass(name));
  return static_cast<jclass>(env->NewGlobalRef(found.get()));
}

inline jmethodID method(JNIEnv* env, jclass owner, const char* name, const char* signature) {
  const jmethodID found = env->GetMethodID(owner, name, signature);
  throw_if_pending(env);
  return found;
}

inline jmethodID static_method(JNIEnv* env, jclass owner, const char* name, const char* signature) {
  const jmethodID found = env->GetStaticMethodID(owner, name, signature);
  throw_if_pending(env);
  return found;
}

inline jfieldID field(JNIEnv* env, jclass owner, const char* name, const char* signature) {
  const jfieldID found = env->GetFieldID(owner, name, signature);
  throw_if_pending(env);
  return found;
}

inline JavaClasses::JavaClasses(JNIEnv* env) {
  find_ivalue(env);
  find_tensor(env);
  find_hybrid(env);
  find_collections(env);
  find_java(env);
}

inline void JavaClasses::find_ivalue(JNIEnv* env) {
  ivalue = global_class(env, "org/pytorch/IValue");
  code = field(env, ivalue, "mTypeCode", "I");
  data = field(env, ivalue, "mData", "Ljava/lang/Object;");
  const auto factory = [&](const char* name, const std::string& arguments) {
    return static_method(env, ivalue, name, ("(" + arguments + ")Lorg/pytorch/IValue;").c_str());
  };
  none = factory("optionalNull", "");
  from_tensor = factory("from", "Lorg/pytorch/Tensor;");
  from_bool = factory("from", "Z");
  from_long = factory("from", "J");
  from_double = factory("from", "D");
  from_string = factory("from", "Ljava/lang/String;");
  tuple = factory("tupleFrom", "[Lorg/pytorch/IValue;");
  bool_list = factory("listFrom", "[Z");
  long_list = factory("listFrom", "[J");
  double_list = factory("listFrom", "[D");
  tensor_list = factory("listFrom", "[Lorg/pytorch/Tensor;");
  list = factory("listFrom", "[Lorg/pytorch/IValue;");
  string_dict = factory("dictStringKeyFrom", "Ljava/util/Map;");
  long_dict = factory("dictLongKeyFrom", "Ljava/util/Map;");
}

inline void JavaClasses::find_tensor(JNIEnv* env) {
  tensor = global_class(env, "org/pytorch/Tensor");
  shape = field(env, tensor, "shape", "[J");
  dtype = method(env, tensor, "dtypeJniCode", "()I");
  memory_format = method(env, tensor, "memoryFormatJniCode", "()I");
  raw_buffer = method(env, tensor, "getRawDataBuffer", "()Ljava/nio/Buffer;");
  new_tensor = static_method(env, tensor, "nativeNewTensor",
                             "(Ljava/nio/ByteBuffer;[JIILcom/facebook/jni/HybridData;)Lorg/pytorch/Tensor;");
}

inline void JavaClasses::find_hybrid(JNIEnv* env) {
  hybrid = global_class(env, "com/facebook/jni/HybridData");
  new_hybrid = method(env, hybrid, "<init>", "()V");
  destructor = field(env, hybrid, "mDestructor", "Lcom/facebook/jni/HybridData$Destructor;");
  Local<jclass> owner(env, env->FindClass("com/facebook/jni/HybridData$Destructor"));
  native_pointer = field(env, owner.get(), "mNativePointer", "J");
  Local<jclass> peer(env, env->FindClass("org/pytorch/LiteNativePeer"));
  peer_hybrid = field(env, peer.get(), "mHybridData", "Lcom/facebook/jni/HybridData;");
}

inline void JavaClasses::find_collections(JNIEnv* env) {
  hash_map = global_class(env, "java/util/HashMap");  // unordered, as in the AAR
  new_map = method(env, hash_map, "<init>", "()V");
  Local<jclass> map(env, env->FindClass("java/util/Map"));
  put = method(env, map.get(), "put", "(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;");
  entries = method(env, map.get(), "entrySet", "()Ljava/util/Set;");
  Local<jclass> iterable(env, env->FindClass("java/lang/Iterable"));
  iterator = method(env, iterable.get(), "iterator", "()Ljava/util/Iterator;");
  Local<jclass> walk(env, env->FindClass("java/util/Iterator"));
  has_next = method(env, walk.get(), "hasNext", "()Z");
  next = method(env, walk.get(), "next", "()Ljava/lang/Object;");
  Local<jclass> entry(env, env->FindClass("java/util/Map$Entry"));
  key = method(env, entry.get(), "getKey", "()Ljava/lang/Object;");
  value = method(env, entry.get(), "getValue", "()Ljava/lang/Object;");
}

inline void JavaClasses::find_java(JNIEnv* env) {
  boxed_long = global_class(env, "java/lang/Long");
  box_long = static_method(env, boxed_long, "valueOf", "(J)Ljava/lang/Long;");
  unbox_long = method(env, boxed_long, "longValue", "()J");
  Local<jclass> boxed_bool(env, env->FindClass("java/lang/Boolean"));
  unbox_bool = method(env, boxed_bool.get(), "booleanValue", "()Z");
  Local<jclass> boxed_double(env, env->FindClass("java/lang/Double"));
  unbox_double = method(env, boxed_double.get(), "doubleValue", "()D");
  byte_buffer = global_class(env, "java/nio/ByteBuffer");
  allocate_direct = static_method(env, byte_buffer, "allocateDirect", "(I)Ljava/nio/ByteBuffer;");
  order = method(env, byte_buffer, "order", "(Ljava/nio/ByteOrder;)Ljava/nio/ByteBuffer;");
  Local<jclass> orders(env, env->FindClass("java/nio/ByteOrder"));
  const jmethodID native = static_method(env, orders.get(), "nativeOrder", "()Ljava/nio/ByteOrder;");
  Local<> found(env, env->CallStaticObjectMethod(orders.get(), native));
  native_order = env->NewGlobalRef(found.get());
}

}  // namespace host
