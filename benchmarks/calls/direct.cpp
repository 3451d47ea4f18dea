// The same calls as Calls.kt's, straight to libtorch, and an int through the emitted core: `direct MODEL`.
#include "plm_core.h"
#include "quickest.hpp"

#include <torch/csrc/jit/mobile/import.h>
#include <torch/csrc/jit/mobile/module.h>

#include <ATen/ATen.h>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <vector>

namespace {

using Floats = std::vector<float>;

void check(bool holds) {
    if (!holds)
        std::abort();
}

at::Tensor copied_in(const Floats &data, at::IntArrayRef shape) {
    return at::from_blob(const_cast<float *>(data.data()), shape, at::kFloat).clone();
}

Floats copied_out(const at::Tensor &tensor) {
    const float *data = tensor.data_ptr<float>();
    return Floats(data, data + tensor.numel());
}

void copy_out(const at::Tensor &tensor, Floats &own) {
    check(static_cast<size_t>(tensor.numel()) == own.size());
    std::memcpy(own.data(), tensor.data_ptr<float>(), tensor.nbytes());
}

void direct_tensors(torch::jit::mobile::Module &model) {
    auto twice = model.get_method("double"), same = model.get_method("forward"),
         named = model.get_method("tensors_by_name");
    const Floats one{1}, image(3 * 224 * 224, 0.5f);
    const std::vector<int64_t> scalar{1}, shape{1, 3, 224, 224};
    direct("tensor of 1", [&] { check(copied_out(twice({copied_in(one, scalar)}).toTensor()).size() == 1); });
    Floats own(image.size());
    for (auto &[call, name] : {std::pair{&twice, std::string()}, std::pair{&same, std::string(", as it is")}}) {
        const std::string large = "tensor of 1x3x224x224" + name;
        direct(large.c_str(),
               [&, method = call] { check(copied_out((*method)({copied_in(image, shape)}).toTensor()).size() == own.size()); });
        direct((large + ", into an array").c_str(),
               [&, method = call] { copy_out((*method)({copied_in(image, shape)}).toTensor(), own); });
    }

    std::map<std::string, Floats> given;
    for (int i = 0; i < 10; ++i)
        given["feature " + std::to_string(i)] = Floats(16, i);
    direct("Dict[str, Tensor] of 10", [&] {
        c10::Dict<std::string, at::Tensor> input;
        for (const auto &[name, data] : given)
            input.insert(name, copied_in(data, {16}));
        std::map<std::string, Floats> result;
        for (const auto &entry : named({input}).toGenericDict())
            result[entry.key().toStringRef()] = copied_out(entry.value().toTensor());
        check(result.size() == given.size());
    });
}

void direct_scalars(torch::jit::mobile::Module &model) {
    auto integer = model.get_method("integer"), strings = model.get_method("strings");
    direct("int", [&] { check(integer({int64_t(5)}).toInt() == 5); });
    std::vector<std::string> texts;
    for (int i = 0; i < 1000; ++i)
        texts.push_back("string " + std::to_string(i));
    direct("List[str] of 1,000", [&] {
        c10::List<std::string> input;
        input.reserve(texts.size());
        for (const std::string &text : texts)
            input.push_back(text);
        std::vector<std::string> result;
        for (const c10::IValue &item : strings({input}).toListRef())
            result.push_back(item.toStringRef());
        check(result.size() == texts.size());
    });
}

void core(const char *path) {
    plm_module *module = plm_module_load(path);
    check(module);
    quickest("core", "int", [&] {
        plm_value *input = plm_int(5);
        plm_value *result = plm_module_run(module, "integer", &input, 1);
        check(plm_value_int(result) == 5);
        plm_value_free(result);
        plm_value_free(input);
    });
    plm_module_free(module);
}

} // namespace

int main(int, char **arguments) {
    {
        auto model = torch::jit::_load_for_mobile(std::string(arguments[1]));
        direct_scalars(model);
        direct_tensors(model);
    }
    core(arguments[1]);
    return 0;
}
