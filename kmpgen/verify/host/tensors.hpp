// Tensors in and out, and the native objects that Java's HybridData owns.
#pragma once

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <c10/core/MemoryFormat.h>
#include <torch/csrc/jit/mobile/module.h>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "java_classes.hpp"

namespace host {

// How many native objects Java owns just now; tests watch it return to where it was.
inline std::atomic<int64_t> live_objects{0};

struct Owned {
  Owned() { ++live_objects; }
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;
  virtual ~Owned() { --live_objects; }
};

struct OwnedTensor : Owned {
  explicit OwnedTensor(at::Tensor held) : tensor(std::move(held)) {}
  const at::Tensor tensor;
};

struct OwnedModule : Owned {
  torch::jit::mobile::Module module;
};

// A HybridData that deletes `owned` when it is reset or collected.
inline jobject new_hybrid(JNIEnv* env, std::unique_ptr<Owned> owned) {
  Local<> hybrid(env, env->NewObject(java->hybrid, java->new_hybrid));
  Local<> destructor(env, env->GetObjectField(hybrid.get(), java->destructor));
  env->SetLongField(destructor.get(), java->native_pointer, reinterpret_cast<jlong>(owned.release()));
  return hybrid.release();
}

// Java's codes: DType.jniCode counts these from 1; MemoryFormat.jniCode is 1, 2 or 3.
constexpr at::ScalarType kDTypes[] = {at::kByte, at::kChar, at::kInt, at::kFloat, at::kLong, at::kDouble};
enum Format : jint { kContiguous = 1, kChannelsLast = 2, kChannelsLast3d = 3 };

inline int64_t count_elements(const std::vector<int64_t>& shape) {
  int64_t count = 1;
  for (const int64_t size : shape) count *= size;
  return count;
}

// Shares the memory of Java's direct buffer and, as the AAR does, does nothing to keep that buffer alive.
inline at::Tensor to_torch(JNIEnv* env, jobject tensor) {
  const jint dtype = env->CallIntMethod(tensor, java->dtype);
  throw_if_pending(env);
  const jint format = env->CallIntMethod(tensor, java->memory_format);
  throw_if_pending(env);
  if (dtype < 1 || dtype > 6) throw BadArgument("Unknown Tensor jdtype " + std::to_string(dtype));
  Local<jlongArray> sizes(env, env->GetObjectField(tensor, java->shape));
  Local<> buffer(env, env->CallObjectMethod(tensor, java->raw_buffer));
  std::vector<int64_t> shape(env->GetArrayLength(sizes.get()));
  env->GetLongArrayRegion(sizes.get(), 0, static_cast<jsize>(shape.size()), reinterpret_cast<jlong*>(shape.data()));
  const jlong capacity = env->GetDirectBufferCapacity(buffer.get());
  if (capacity != count_elements(shape)) {
    throw BadArgument("Tensor dimensions(elements number:" + std::to_string(count_elements(shape)) +
                      ") inconsistent with buffer capacity(" + std::to_string(capacity) + ")");
  }
  const auto options = at::TensorOptions(kDTypes[dtype - 1]);
  if (capacity == 0) return at::empty(shape, options);
  void* elements = env->GetDirectBufferAddress(buffer.get());
  if (format == kChannelsLast && shape.size() == 4) {
    return at::from_blob(elements, shape, c10::get_channels_last_strides_2d(shape), options);
  }
  if (format == kChannelsLast3d && shape.size() == 5) {
    return at::from_blob(elements, shape, c10::get_channels_last_strides_3d(shape), options);
  }
  return at::from_blob(elements, shape, options);
}

inline jint java_dtype(const at::Tensor& tensor) {
  for (jint i = 0; i < 6; ++i) {
    if (tensor.scalar_type() == kDTypes[i]) return i + 1;
  }
  throw BadArgument(std::string("at::Tensor scalar type ") + c10::toString(tensor.scalar_type()) +
                    " is not supported on java side");
}

// Hands channels-last data back as it lies, as the AAR does; anything else strided becomes row-major.
inline jobject to_java(JNIEnv* env, at::Tensor tensor) {
  jint format = kContiguous;
  if (tensor.is_contiguous(at::MemoryFormat::ChannelsLast)) {
    format = kChannelsLast;
  } else if (tensor.is_contiguous(at::MemoryFormat::ChannelsLast3d)) {
    format = kChannelsLast3d;
  } else {
    tensor = tensor.contiguous();
  }
  const jint dtype = java_dtype(tensor);
  tensor = tensor.resolve_conj().resolve_neg();
  const auto sizes = tensor.sizes();
  const auto rank = static_cast<jsize>(sizes.size());
  Local<jlongArray> shape(env, env->NewLongArray(rank));
  env->SetLongArrayRegion(shape.get(), 0, rank, reinterpret_cast<const jlong*>(sizes.data()));
  Local<> bytes(env, tensor.nbytes() > 0
                         ? env->NewDirectByteBuffer(tensor.data_ptr(), static_cast<jlong>(tensor.nbytes()))
                         : env->CallStaticObjectMethod(java->byte_buffer, java->allocate_direct, 0));
  Local<> ordered(env, env->CallObjectMethod(bytes.get(), java->order, java->native_order));
  Local<> hybrid(env, new_hybrid(env, std::make_unique<OwnedTensor>(std::move(tensor))));
  Local<> made(env, env->CallStaticObjectMethod(java->tensor, java->new_tensor, bytes.get(), shape.get(), dtype, format,
                                                hybrid.get()));
  return made.release();
}

}  // namespace host
