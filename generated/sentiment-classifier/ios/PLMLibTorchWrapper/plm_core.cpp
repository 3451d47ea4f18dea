#include "plm_core.h"
#include "plm_signature.hpp"
#include "plm_value.hpp"

#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/jit/mobile/function.h>
#include <torch/csrc/jit/mobile/import.h>
#include <torch/csrc/jit/mobile/module.h>

#include <atomic>
#include <exception>
#include <functional>
#include <istream>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <streambuf>
#include <string>
#include <vector>

using plm_internal::Failure;
using plm_internal::guarded;

struct plm_method {
    std::unique_ptr<torch::jit::mobile::Function> unchecked; // null where the file has no signature to check
    torch::jit::mobile::Method torch;
    std::vector<plm_signature::Argument> arguments;
};

struct plm_module {
    std::atomic<bool> closed{false};
    std::mutex mutex; // over the rest; held while a method runs
    std::unique_ptr<torch::jit::mobile::Module> model;
    std::map<std::string, plm_method, std::less<>> methods; // looked up without making a string of a name
};

namespace {

thread_local std::string last_error;

// torch checks inputs too, but there its check can end the process: the report of a mismatch looks for the position in
// a method that has not started. It also refuses every tuple where the signature has a NamedTuple. So inputs are
// checked here, and torch runs the same code as a function that has no signature.
plm_method read_method(const torch::jit::mobile::Module &model, torch::jit::mobile::Function &function) {
    if (!function.hasSchema())
        return {nullptr, {&model, &function}, {}};
    auto unchecked =
        std::make_unique<torch::jit::mobile::Function>(function.qualname(), function.get_code(), c10::nullopt);
    const torch::jit::mobile::Method method(&model, unchecked.get());
    return {std::move(unchecked), method, plm_signature::read_arguments(function.getSchema())};
}

const plm_method &find_method(plm_module &module, const char *name) {
    const auto known = module.methods.find(name);
    if (known != module.methods.end())
        return known->second;
    const auto method = module.model->find_method(name);
    if (!method)
        throw Failure("the model has no method '" + std::string(name) + "'");
    return module.methods.emplace(name, read_method(*module.model, method->function())).first->second;
}

void check_inputs(const char *name, const plm_method &method, const std::vector<c10::IValue> &inputs) {
    if (!method.unchecked)
        return;
    if (inputs.size() != method.arguments.size())
        throw Failure(std::string(name) + " takes " + std::to_string(method.arguments.size()) + " arguments, but " +
                      std::to_string(inputs.size()) + " were given");
    for (size_t i = 0; i < inputs.size(); ++i) {
        const plm_signature::Argument &argument = method.arguments[i];
        if (!argument.type.accepts(inputs[i]))
            throw Failure(std::string(name) + ": argument '" + argument.name + "' must be " + argument.spelling +
                          ", but is " + plm_signature::describe(inputs[i]));
    }
}

c10::IValue run(const char *name, const plm_method &method, std::vector<c10::IValue> inputs) {
    try {
        // A statement of its own: until it ends, torch's stack holds the result too.
        const c10::IValue result = method.torch(std::move(inputs));
        return plm_internal::own_result(result);
    } catch (const c10::Error &error) {
        throw Failure(std::string(name) + ": " + error.what_without_backtrace());
    } catch (const std::exception &error) {
        throw Failure(std::string(name) + ": " + error.what());
    }
}

// A file's content where it lies, for torch to read as a stream.
class Content : public std::streambuf {
  public:
    Content(const void *bytes, size_t count) {
        char *const start = static_cast<char *>(const_cast<void *>(bytes)); // setg() takes no const; nothing writes
        setg(start, start, start + count);
    }

  protected:
    pos_type seekoff(off_type offset, std::ios_base::seekdir from, std::ios_base::openmode) override {
        const off_type size = egptr() - eback();
        const off_type base = from == std::ios_base::beg ? 0 : from == std::ios_base::end ? size : gptr() - eback();
        const off_type place = base + offset;
        if (place < 0 || place > size)
            return pos_type(off_type(-1));
        setg(eback(), eback() + place, egptr());
        return pos_type(place);
    }

    pos_type seekpos(pos_type place, std::ios_base::openmode mode) override {
        return seekoff(off_type(place), std::ios_base::beg, mode);
    }
};

plm_module *loaded(torch::jit::mobile::Module model) {
    auto module = std::make_unique<plm_module>();
    module->model = std::make_unique<torch::jit::mobile::Module>(std::move(model));
    return module.release();
}

} // namespace

void plm_internal::set_last_error(const char *message) { last_error = message; }

int plm_version(void) { return PLM_VERSION; }

const char *plm_last_error(void) { return last_error.c_str(); }

plm_module *plm_module_load(const char *path) {
    return guarded<plm_module *>(nullptr, [&] {
        if (!path)
            throw Failure("the path is no UTF-8");
        c10::InferenceMode inference;
        return loaded(torch::jit::_load_for_mobile(std::string(path)));
    });
}

plm_module *plm_module_load_bytes(const void *bytes, size_t count) {
    return guarded<plm_module *>(nullptr, [&] {
        if (!bytes || count == 0)
            throw Failure("the model has no bytes");
        Content content(bytes, count);
        std::istream stream(&content);
        c10::InferenceMode inference;
        return loaded(torch::jit::_load_for_mobile(stream));
    });
}

bool plm_set_num_threads(int64_t count) {
    return guarded(false, [&] {
        if (count < 1 || count > std::numeric_limits<int>::max())
            throw Failure("torch needs one thread or more, not " + std::to_string(count));
        at::set_num_threads(static_cast<int>(count));
        return true;
    });
}

plm_value *plm_module_run(plm_module *module, const char *method, plm_value *const *inputs, size_t count) {
    return guarded<plm_value *>(nullptr, [&] {
        if (!module || !method)
            throw Failure("there is no module or no method");
        std::vector<c10::IValue> stack;
        stack.reserve(count + 1); // torch puts the module in front
        for (size_t i = 0; i < count; ++i)
            stack.push_back(plm_internal::content_of(inputs[i]));

        std::lock_guard<std::mutex> lock(module->mutex);
        if (module->closed)
            throw Failure("the module is closed");
        c10::InferenceMode inference;
        const plm_method &found = find_method(*module, method);
        check_inputs(method, found, stack);
        return plm_internal::wrap(run(method, found, std::move(stack)));
    });
}

void plm_module_close(plm_module *module) {
    if (!module)
        return;
    module->closed = true;
    std::lock_guard<std::mutex> lock(module->mutex);
    module->methods.clear();
    module->model.reset();
}

void plm_module_free(plm_module *module) {
    plm_module_close(module);
    delete module;
}
