// Stands in for libpytorch_jni_lite.so on this machine: the native methods that the Java classes of
// org.pytorch:pytorch_android_lite declare, over an installed libtorch's lite interpreter.
//
// Where the AAR's own library is unhelpful (channels-last results, untyped empty containers, inputs that nothing keeps
// alive) this one is as well: what runs here must not depend on a kindness that phones lack.
#include <ATen/Parallel.h>
#include <ATen/core/dynamic_type.h>
#include <ATen/core/function_schema.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/jit/mobile/import.h>

#include <iterator>
#include <mutex>
#include <unordered_map>

#include "values.hpp"

namespace host {
namespace {

void raise(JNIEnv* env, const char* exception, const std::string& message) {
  if (env->ExceptionCheck()) return;
  Local<jclass> type(env, env->FindClass(exception));
  const jmethodID constructor = method(env, type.get(), "<init>", "(Ljava/lang/String;)V");
  Local<jstring> text(env, to_jstring(env, message));
  Local<> thrown(env, env->NewObject(type.get(), constructor, text.get()));
  env->Throw(static_cast<jthrowable>(thrown.get()));
}

// Runs body; whatever it throws becomes a pending Java exception of the class that the AAR would throw.
template <class Body>
jobject guarded(JNIEnv* env, Body&& body) {
  static std::once_flag once;
  try {
    std::call_once(once, [&] { java = std::make_unique<const JavaClasses>(env); });
    return body();
  } catch (const JavaThrown&) {
  } catch (const BadArgument& problem) {
    raise(env, "java/lang/IllegalArgumentException", problem.what());
  } catch (const c10::Error& problem) {
    raise(env, "com/facebook/jni/CppException", problem.what_without_backtrace());
  } catch (const std::exception& problem) {
    raise(env, "com/facebook/jni/CppException", problem.what());
  }
  return nullptr;
}

void require_cpu(jint device) {
  if (device != 1) throw BadArgument("this host has only Device.CPU");
}

jobject load(JNIEnv* env, jclass, jstring path, jobject extra_files, jint device) {
  return guarded(env, [&] {
    if (path == nullptr) throw BadArgument("path is null");
    require_cpu(device);
    c10::InferenceMode inference;
    std::unordered_map<std::string, std::string> files;
    if (extra_files != nullptr) {
      each_entry(env, extra_files, [&](jobject name, jobject) { files[to_utf8(env, static_cast<jstring>(name))]; });
    }
    auto owned = std::make_unique<OwnedModule>();
    owned->module = torch::jit::_load_for_mobile(to_utf8(env, path), c10::nullopt, files);
    // A flatbuffer hands over the files it holds, asked for or not.
    for (const auto& file : files) {
      if (extra_files == nullptr) break;
      Local<> name(env, to_jstring(env, file.first));
      Local<> content(env, to_jstring(env, file.second));
      Local<> replaced(env, env->CallObjectMethod(extra_files, java->put, name.get(), content.get()));
    }
    return new_hybrid(env, std::move(owned));
  });
}

torch::jit::mobile::Module& module_of(JNIEnv* env, jobject peer) {
  Local<> hybrid(env, env->GetObjectField(peer, java->peer_hybrid));
  Local<> destructor(env, env->GetObjectField(hybrid.get(), java->destructor));
  const jlong pointer = env->GetLongField(destructor.get(), java->native_pointer);
  if (pointer == 0) throw BadArgument("the module was used after destroy()");
  return static_cast<OwnedModule*>(reinterpret_cast<Owned*>(pointer))->module;
}

// torch's own check ends the process where it fails before any frame of the interpreter has run on the thread (seen in
// desktop builds of 1.12.1 and 2.13, which collect debug handles). The same check, made here, throws.
void check_inputs(const torch::jit::mobile::Method& method, std::vector<c10::IValue>& stack) {
  if (!method.function().hasSchema()) return;
  const c10::FunctionSchema& schema = method.function().getSchema();
  const size_t given = stack.size();
  schema.checkAndNormalizeInputs<c10::DynamicType>(stack);
  if (stack.size() != given) schema.checkAndNormalizeInputs<c10::DynamicType>(stack);  // with its defaults
}

jobject run(JNIEnv* env, jobject peer, const std::string& name, jobjectArray inputs) {
  if (inputs == nullptr) throw BadArgument("inputs are null");
  c10::InferenceMode inference;
  auto& module = module_of(env, peer);
  auto method = module.find_method(name);
  if (!method) throw BadArgument("Undefined method " + name);
  std::vector<c10::IValue> stack = to_torch_values(env, inputs);
  stack.insert(stack.begin(), module._ivalue());
  check_inputs(*method, stack);
  stack.erase(stack.begin());
  return to_java_value(env, (*method)(std::move(stack)));
}

jobject forward(JNIEnv* env, jobject peer, jobjectArray inputs) {
  return guarded(env, [&] { return run(env, peer, "forward", inputs); });
}

jobject run_method(JNIEnv* env, jobject peer, jstring name, jobjectArray inputs) {
  return guarded(env, [&] {
    if (name == nullptr) throw BadArgument("the method's name is null");
    return run(env, peer, to_utf8(env, name), inputs);
  });
}

void set_threads(JNIEnv* env, jclass, jint count) {
  guarded(env, [&]() -> jobject {
    at::set_num_threads(count);
    return nullptr;
  });
}

void delete_native(JNIEnv*, jclass, jlong pointer) { delete reinterpret_cast<Owned*>(pointer); }

template <class Function>
JNINativeMethod native(const char* name, const char* signature, Function function) {
  return {const_cast<char*>(name), const_cast<char*>(signature), reinterpret_cast<void*>(function)};
}

template <size_t count>
void register_natives(JNIEnv* env, const char* owner, const JNINativeMethod (&methods)[count]) {
  Local<jclass> found(env, env->FindClass(owner));
  env->RegisterNatives(found.get(), methods, count);
  throw_if_pending(env);
}

#define INPUTS "[Lorg/pytorch/IValue;"
#define RESULT "Lorg/pytorch/IValue;"
#define STRING "Ljava/lang/String;"

// By name: the library may be loaded by another class loader than that of the classes it serves.
void register_all(JNIEnv* env) {
  const JNINativeMethod peer[] = {
      native("initHybrid", "(" STRING "Ljava/util/Map;I)Lcom/facebook/jni/HybridData;", load),
      native("forward", "(" INPUTS ")" RESULT, forward),
      native("runMethod", "(" STRING INPUTS ")" RESULT, run_method),
  };
  register_natives(env, "org/pytorch/LiteNativePeer", peer);
  const JNINativeMethod threads[] = {native("nativeSetNumThreads", "(I)V", set_threads)};
  register_natives(env, "org/pytorch/PyTorchAndroid", threads);
  const JNINativeMethod destructor[] = {native("deleteNative", "(J)V", delete_native)};
  register_natives(env, "com/facebook/jni/HybridData$Destructor", destructor);
}

}  // namespace
}  // namespace host

// Found by its name, where TestHost is what loaded the library; other programs have no such class.
extern "C" JNIEXPORT jlong JNICALL Java_TestHost_liveObjects(JNIEnv*, jclass) { return host::live_objects; }

extern "C" JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM* vm, void*) {
  JNIEnv* env = nullptr;
  if (vm->GetEnv(reinterpret_cast<void**>(&env), JNI_VERSION_1_8) != JNI_OK) return JNI_ERR;
  try {
    host::register_all(env);
  } catch (const host::JavaThrown&) {
    return JNI_ERR;  // the exception stays pending and is what System.load throws
  }
  return JNI_VERSION_1_8;
}
