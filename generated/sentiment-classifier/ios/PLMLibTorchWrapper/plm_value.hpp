// What stands behind a plm_value, and how failures cross the C interface. Shared by the wrapper's C++ sources.
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

    // None and numbers have nothing to free: closing them does nothing, and reading them needs no lock.
    bool is_plain() const;

    const plm_kind kind;
    mutable std::mutex mutex; // over the rest, unless it is plain
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

// A new value, which the caller owns. Throws where the content can't be read through this interface.
plm_value *wrap(c10::IValue content);
plm_kind kind_of(const c10::IValue &content);

void check_count(size_t count, size_t expected);

// plm_tensor.cpp
c10::ScalarType scalar_type(plm_dtype dtype);
plm_dtype dtype_of(const at::Tensor &tensor);
plm_kind kind_of_tensor(const at::Tensor &tensor);
void read_tensor(at::Tensor tensor, plm_dtype dtype, void *elements, size_t count);
at::Tensor copy_of(const at::Tensor &tensor);

// A result that nothing else can change: whatever of it the module or an input holds too, at any depth, is copied.
// Refuses one that holds something that this interface can't hand over. To be called while no method runs.
c10::IValue own_result(const c10::IValue &result);

} // namespace plm_internal

#endif
