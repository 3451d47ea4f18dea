// What stands behind a plm_value, and how failures cross the C interface. Shared by plm_core.cpp and plm_value.cpp.
#ifndef PLM_VALUE_HPP
#define PLM_VALUE_HPP

#include "plm_core.h"

#include <ATen/ATen.h>

#include <exception>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>

struct plm_value {
    explicit plm_value(c10::IValue given);

    const plm_kind kind;
    mutable std::mutex mutex; // over the rest
    c10::IValue content;
    bool closed = false;
};

namespace plm_internal {

using Failure = std::runtime_error;

void set_last_error(const char *message);

// Runs body, whose exceptions become plm_last_error() and the result `failed`.
template <typename Result, typename Body> Result guarded(Result failed, Body body) noexcept {
    try {
        return body();
    } catch (const c10::Error &error) {
        set_last_error(error.what_without_backtrace());
    } catch (const std::exception &error) {
        set_last_error(error.what());
    } catch (...) {
        set_last_error("an unknown C++ exception");
    }
    return failed;
}

// The value's content, kept alive by the copy even if another thread closes the value.
c10::IValue content_of(const plm_value *value);

// Refuses a result that holds, at any depth, something that this interface can't hand over.
void check_readable(const c10::IValue &content);

} // namespace plm_internal

#endif
