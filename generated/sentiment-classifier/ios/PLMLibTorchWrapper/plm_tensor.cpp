#include "plm_signature.hpp"
#include "plm_value.hpp"

#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <cstring>

using plm_internal::check_count;
using plm_internal::Failure;
using plm_internal::guarded;

namespace {

bool is_dtype(int number) {
    switch (number) {
    case PLM_UINT8:
    case PLM_INT8:
    case PLM_INT16:
    case PLM_INT32:
    case PLM_INT64:
    case PLM_FLOAT16:
    case PLM_FLOAT32:
    case PLM_FLOAT64:
    case PLM_BOOL:
    case PLM_BFLOAT16: return true;
    default: return false;
    }
}

at::Tensor tensor_of(const plm_value *value) {
    c10::IValue content = plm_internal::content_of(value);
    if (!content.isTensor())
        throw Failure("the value is " + plm_signature::describe(content) + ", not Tensor");
    return std::move(content).toTensor();
}

size_t element_count(const int64_t *shape, size_t rank) {
    int64_t count = 1;
    for (size_t i = 0; i < rank; ++i) {
        if (shape[i] < 0)
            throw Failure("a shape can't have the negative size " + std::to_string(shape[i]));
        if (__builtin_mul_overflow(count, shape[i], &count))
            throw Failure("the shape is too large");
    }
    return static_cast<size_t>(count);
}

// One block, but for bool: torch counts on bytes that are 0 or 1.
void fill(const at::Tensor &tensor, const void *elements) {
    if (tensor.scalar_type() == c10::ScalarType::Bool) {
        const auto *bytes = static_cast<const uint8_t *>(elements);
        std::transform(bytes, bytes + tensor.numel(), tensor.data_ptr<bool>(), [](uint8_t byte) { return byte != 0; });
    } else if (tensor.numel() > 0) {
        std::memcpy(tensor.data_ptr(), elements, tensor.nbytes());
    }
}

} // namespace

c10::ScalarType plm_internal::scalar_type(plm_dtype dtype) {
    if (!is_dtype(dtype))
        throw Failure("there is no dtype " + std::to_string(dtype));
    return static_cast<c10::ScalarType>(dtype);
}

plm_dtype plm_internal::dtype_of(const at::Tensor &tensor) {
    const int number = static_cast<int>(tensor.scalar_type());
    if (!is_dtype(number))
        throw Failure(std::string("a tensor of ") + c10::toString(tensor.scalar_type()) +
                      " elements can't be read: cast it in the exported module, for example with .float(), "
                      ".dequantize() or torch.view_as_real()");
    return static_cast<plm_dtype>(number);
}

plm_kind plm_internal::kind_of_tensor(const at::Tensor &tensor) {
    if (tensor.layout() != c10::kStrided)
        throw Failure("a sparse tensor can't be read: call .to_dense() in the exported module");
    dtype_of(tensor);
    return PLM_KIND_TENSOR;
}

void plm_internal::read_tensor(at::Tensor tensor, plm_dtype dtype, void *elements, size_t count) {
    c10::InferenceMode inference;
    check_count(count, static_cast<size_t>(tensor.numel()));
    const bool widens = dtype == PLM_FLOAT32 && (tensor.scalar_type() == c10::ScalarType::Half ||
                                                 tensor.scalar_type() == c10::ScalarType::BFloat16);
    if (widens)
        tensor = tensor.to(c10::ScalarType::Float);
    if (tensor.scalar_type() != scalar_type(dtype))
        throw Failure(std::string("the tensor holds ") + c10::toString(tensor.scalar_type()) + " elements, not " +
                      c10::toString(scalar_type(dtype)));
    if (count == 0)
        return;
    // Most tensors need none of this, and then no operator that a trimmed build of torch may lack is called.
    if (!tensor.is_cpu())
        tensor = tensor.cpu();
    if (tensor.is_neg())
        tensor = tensor.resolve_neg();
    tensor = tensor.contiguous();
    std::memcpy(elements, tensor.data_ptr(), tensor.nbytes());
}

// In row-major order. By the means of reading, since a trimmed build of torch may lack the operator clone.
at::Tensor plm_internal::copy_of(const at::Tensor &tensor) {
    at::Tensor copy = at::empty(tensor.sizes(), tensor.scalar_type());
    read_tensor(tensor, dtype_of(tensor), copy.data_ptr(), static_cast<size_t>(tensor.numel()));
    return copy;
}

plm_value *plm_tensor(plm_dtype dtype, const int64_t *shape, size_t rank, const void *elements, size_t count) {
    return guarded<plm_value *>(nullptr, [&] {
        check_count(count, element_count(shape, rank));
        c10::InferenceMode inference;
        at::Tensor tensor = at::empty(at::IntArrayRef(shape, rank), plm_internal::scalar_type(dtype));
        fill(tensor, elements);
        return plm_internal::wrap(std::move(tensor));
    });
}

bool plm_tensor_dtype(const plm_value *tensor, plm_dtype *dtype) {
    return guarded(false, [&] {
        *dtype = plm_internal::dtype_of(tensor_of(tensor));
        return true;
    });
}

size_t plm_tensor_rank(const plm_value *tensor) {
    return guarded<size_t>(0, [&] { return static_cast<size_t>(tensor_of(tensor).dim()); });
}

bool plm_tensor_shape(const plm_value *tensor, int64_t *shape, size_t rank) {
    return guarded(false, [&] {
        const at::Tensor content = tensor_of(tensor);
        if (content.sizes().size() != rank)
            throw Failure("the tensor has " + std::to_string(content.dim()) + " dimensions");
        std::copy(content.sizes().begin(), content.sizes().end(), shape);
        return true;
    });
}
