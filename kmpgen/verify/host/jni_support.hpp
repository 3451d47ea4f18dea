// What all of the host library needs of JNI: the current thread's environment, local references that end with their
// scope, and exceptions in both directions.
#pragma once

#include <jni.h>

#include <stdexcept>
#include <string>
#include <utility>

namespace host {

// Unwinds C++ frames while a Java exception is pending on this thread.
struct JavaThrown {};

// Becomes an IllegalArgumentException, as in the AAR.
struct BadArgument : std::runtime_error {
  using std::runtime_error::runtime_error;
};

inline void throw_if_pending(JNIEnv* env) {
  if (env->ExceptionCheck()) throw JavaThrown();
}

// A local reference that is deleted with its scope: a list of a million elements must not fill the reference table.
// Constructing one throws JavaThrown where the call that made it left an exception.
template <class T = jobject>
class Local {
 public:
  Local(JNIEnv* env, jobject object) : env_(env), object_(static_cast<T>(object)) { throw_if_pending(env); }
  Local(const Local&) = delete;
  Local& operator=(const Local&) = delete;
  ~Local() {
    if (object_ != nullptr) env_->DeleteLocalRef(object_);
  }

  T get() const { return object_; }
  T release() { return std::exchange(object_, nullptr); }

 private:
  JNIEnv* env_;
  T object_;
};

}  // namespace host
