// One method of a model, straight to torch's lite interpreter: `direct MODEL INPUTS NAME METHOD`.
// INPUTS is a TorchScript file with the method's arguments as attributes argument_0, argument_1...
#include "quickest.hpp"

#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/mobile/import.h>
#include <torch/csrc/jit/mobile/module.h>
#include <torch/csrc/jit/serialization/import.h>

#include <ATen/ATen.h>
#include <cstring>
#include <string>
#include <vector>

namespace {

size_t copied_out(const at::Tensor &tensor) {
    const at::Tensor plain = tensor.contiguous();
    std::vector<char> own(plain.nbytes());
    std::memcpy(own.data(), plain.data_ptr(), own.size());
    return own.size();
}

// Reads all of a result, as an app would; returns how many bytes its tensors have.
size_t copied_out(const c10::IValue &value) {
    size_t size = 0;
    if (value.isTensor())
        return copied_out(value.toTensor());
    if (value.isList())
        for (const c10::IValue &item : value.toListRef())
            size += copied_out(item);
    if (value.isTuple())
        for (const c10::IValue &item : value.toTupleRef().elements())
            size += copied_out(item);
    if (value.isGenericDict())
        for (const auto &entry : value.toGenericDict())
            size += copied_out(entry.value());
    return size;
}

} // namespace

int main(int, char **arguments) {
    auto model = torch::jit::_load_for_mobile(std::string(arguments[1]));
    const auto recorded = torch::jit::load(arguments[2]);
    auto method = model.get_method(arguments[4]);
    std::vector<c10::IValue> inputs;
    for (std::string name = "argument_0"; recorded.hasattr(name); name = "argument_" + std::to_string(inputs.size()))
        inputs.push_back(recorded.attr(name));
    direct(arguments[3], [&] {
        std::vector<c10::IValue> given;
        for (const c10::IValue &input : inputs)
            given.push_back(input.deepcopy());
        copied_out(method(std::move(given)));
    });
    return 0;
}
