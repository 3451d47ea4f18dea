#include "plm_value.hpp"
#include "plm_signature.hpp"

#include <c10/core/InferenceMode.h>
#include <torch/csrc/jit/mobile/type_parser.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

using plm_internal::content_of;
using plm_internal::Failure;
using plm_internal::guarded;
using plm_signature::ValueType;

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

c10::ScalarType scalar_type(plm_dtype dtype) {
    if (!is_dtype(dtype))
        throw Failure("there is no dtype " + std::to_string(dtype));
    return static_cast<c10::ScalarType>(dtype);
}

plm_dtype dtype_of(const at::Tensor &tensor) {
    const int number = static_cast<int>(tensor.scalar_type());
    if (!is_dtype(number))
        throw Failure(std::string("a tensor of ") + c10::toString(tensor.scalar_type()) +
                      " elements can't be read: cast it in the exported module, for example with .float(), "
                      ".dequantize() or torch.view_as_real()");
    return static_cast<plm_dtype>(number);
}

plm_kind kind_of_tensor(const at::Tensor &tensor) {
    if (tensor.layout() != c10::kStrided)
        throw Failure("a sparse tensor can't be read: call .to_dense() in the exported module");
    dtype_of(tensor);
    return PLM_KIND_TENSOR;
}

plm_kind kind_of_list(const c10::IValue &list) {
    if (list.isBoolList())
        return PLM_KIND_BOOL_LIST;
    if (list.isIntList())
        return PLM_KIND_INT_LIST;
    return list.isDoubleList() ? PLM_KIND_FLOAT_LIST : PLM_KIND_LIST;
}

plm_kind kind_of_dict(const c10::Dict<c10::IValue, c10::IValue> &dict) {
    switch (plm_signature::read_type(dict.keyType()).kind) {
    case ValueType::String: return PLM_KIND_STRING_DICT;
    case ValueType::Int: return PLM_KIND_INT_DICT;
    default: throw Failure("a dict with keys other than str and int can't be read");
    }
}

plm_kind kind_of(const c10::IValue &content) {
    if (content.isNone())
        return PLM_KIND_NONE;
    if (content.isTensor())
        return kind_of_tensor(content.toTensor());
    if (content.isBool())
        return PLM_KIND_BOOL;
    if (content.isInt())
        return PLM_KIND_INT;
    if (content.isDouble())
        return PLM_KIND_FLOAT;
    if (content.isString())
        return PLM_KIND_STRING;
    if (content.isTuple())
        return PLM_KIND_TUPLE;
    if (content.isList())
        return kind_of_list(content);
    if (content.isGenericDict())
        return kind_of_dict(content.toGenericDict());
    throw Failure("a value of type " + plm_signature::describe(content) + " can't be read");
}

plm_value *wrap(c10::IValue content) { return new plm_value(std::move(content)); }

at::Tensor tensor_of(const plm_value *value) {
    c10::IValue content = content_of(value);
    if (!content.isTensor())
        throw Failure("the value is " + plm_signature::describe(content) + ", not Tensor");
    return std::move(content).toTensor();
}

void check_count(size_t count, size_t expected) {
    if (count != expected)
        throw Failure("there are " + std::to_string(expected) + " elements, not " + std::to_string(count));
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

void read_tensor(at::Tensor tensor, plm_dtype dtype, void *elements, size_t count) {
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

template <typename Number> c10::IValue number_list(const void *elements, size_t count) {
    c10::List<Number> list;
    list.reserve(count);
    for (size_t i = 0; i < count; ++i)
        list.push_back(static_cast<const Number *>(elements)[i]);
    return list;
}

template <typename Number> void read_numbers(const c10::IValue &list, void *elements, size_t count) {
    const auto numbers = list.toListRef();
    check_count(count, numbers.size());
    std::transform(numbers.begin(), numbers.end(), static_cast<Number *>(elements),
                   [](const c10::IValue &number) { return number.to<Number>(); });
}

void read_string(const std::string &string, void *bytes, size_t count) {
    check_count(count, string.size());
    std::memcpy(bytes, string.data(), count);
}

// The container type that text spells, such as List[int].
c10::TypePtr parse_type(const char *text) {
    if (!text)
        throw Failure("the type is no UTF-8");
    return plm_signature::static_type(c10::parseType(text));
}

// Content that goes into a container whose items must be of the given type.
c10::IValue item_of(const plm_value *value, const ValueType &type, const char *container) {
    c10::IValue item = content_of(value);
    if (!type.accepts(item))
        throw Failure(std::string(container) + " can't hold " + plm_signature::describe(item));
    return item;
}

std::vector<c10::IValue> items_of(const c10::IValue &container) {
    if (container.isList())
        return container.toListRef().vec();
    if (container.isTuple()) {
        const auto fields = container.toTupleRef().elements().asArrayRef();
        return fields.vec();
    }
    std::vector<c10::IValue> items;
    for (const auto &entry : container.toGenericDict())
        items.push_back(entry.value());
    return items;
}

void wrap_all(std::vector<c10::IValue> contents, plm_value **values, size_t count) {
    check_count(count, contents.size());
    std::vector<std::unique_ptr<plm_value>> wrapped;
    for (c10::IValue &content : contents)
        wrapped.emplace_back(wrap(std::move(content)));
    for (std::unique_ptr<plm_value> &value : wrapped)
        *values++ = value.release();
}

bool is_container(const c10::IValue &content) {
    return content.isList() || content.isTuple() || content.isGenericDict();
}

size_t count_of(const c10::IValue &content) {
    if (content.isTensor())
        return static_cast<size_t>(content.toTensor().numel());
    if (content.isString())
        return content.toStringRef().size();
    if (content.isList())
        return content.toListRef().size();
    if (content.isTuple())
        return content.toTupleRef().elements().size();
    return content.isGenericDict() ? content.toGenericDict().size() : 0;
}

} // namespace

plm_value::plm_value(c10::IValue given) : kind(kind_of(given)), content(std::move(given)) {}

c10::IValue plm_internal::content_of(const plm_value *value) {
    if (!value)
        throw Failure("a value is missing");
    std::lock_guard<std::mutex> lock(value->mutex);
    if (value->closed)
        throw Failure("the tensor is closed");
    return value->content;
}

void plm_internal::check_readable(const c10::IValue &content) {
    switch (kind_of(content)) {
    case PLM_KIND_LIST:
    case PLM_KIND_TUPLE:
    case PLM_KIND_STRING_DICT:
    case PLM_KIND_INT_DICT:
        for (const c10::IValue &item : items_of(content))
            check_readable(item);
        break;
    default: break;
    }
}

plm_value *plm_none(void) {
    return guarded<plm_value *>(nullptr, [] { return wrap({}); });
}

plm_value *plm_bool(bool value) {
    return guarded<plm_value *>(nullptr, [&] { return wrap(value); });
}

plm_value *plm_int(int64_t value) {
    return guarded<plm_value *>(nullptr, [&] { return wrap(value); });
}

plm_value *plm_float(double value) {
    return guarded<plm_value *>(nullptr, [&] { return wrap(value); });
}

plm_value *plm_string(const char *utf8, size_t length) {
    return guarded<plm_value *>(nullptr, [&] { return wrap(std::string(utf8, length)); });
}

plm_value *plm_tensor(plm_dtype dtype, const int64_t *shape, size_t rank, const void *elements, size_t count) {
    return guarded<plm_value *>(nullptr, [&] {
        check_count(count, element_count(shape, rank));
        c10::InferenceMode inference;
        at::Tensor tensor = at::empty(at::IntArrayRef(shape, rank), scalar_type(dtype));
        fill(tensor, elements);
        return wrap(std::move(tensor));
    });
}

plm_value *plm_number_list(plm_dtype dtype, const void *elements, size_t count) {
    return guarded<plm_value *>(nullptr, [&] {
        switch (dtype) {
        case PLM_INT64: return wrap(number_list<int64_t>(elements, count));
        case PLM_FLOAT64: return wrap(number_list<double>(elements, count));
        case PLM_BOOL: return wrap(number_list<bool>(elements, count));
        default: throw Failure("a list holds Long, Double or Bool, not " + std::string(toString(scalar_type(dtype))));
        }
    });
}

plm_value *plm_list(const char *type, plm_value *const *items, size_t count) {
    return guarded<plm_value *>(nullptr, [&] {
        const auto list_type = parse_type(type)->cast<c10::ListType>();
        if (!list_type)
            throw Failure(std::string(type) + " is not a list");
        const ValueType item_type = plm_signature::read_type(list_type->getElementType());
        c10::impl::GenericList list(list_type->getElementType());
        list.reserve(count);
        for (size_t i = 0; i < count; ++i)
            list.push_back(item_of(items[i], item_type, type));
        return wrap(std::move(list));
    });
}

plm_value *plm_dict(const char *type, plm_value *const *keys, size_t key_count, plm_value *const *items, size_t count) {
    return guarded<plm_value *>(nullptr, [&] {
        if (key_count != count)
            throw Failure("a dict needs as many items as keys");
        const auto dict_type = parse_type(type)->cast<c10::DictType>();
        if (!dict_type)
            throw Failure(std::string(type) + " is not a dict");
        const ValueType key_type = plm_signature::read_type(dict_type->getKeyType());
        const ValueType item_type = plm_signature::read_type(dict_type->getValueType());
        c10::impl::GenericDict dict(dict_type->getKeyType(), dict_type->getValueType());
        dict.reserve(count);
        for (size_t i = 0; i < count; ++i)
            dict.insert_or_assign(item_of(keys[i], key_type, type), item_of(items[i], item_type, type));
        return wrap(std::move(dict));
    });
}

plm_value *plm_tuple(plm_value *const *items, size_t count) {
    return guarded<plm_value *>(nullptr, [&] {
        std::vector<c10::IValue> fields;
        for (size_t i = 0; i < count; ++i)
            fields.push_back(content_of(items[i]));
        return wrap(c10::ivalue::Tuple::create(std::move(fields)));
    });
}

void plm_value_close(plm_value *value) {
    c10::IValue dropped; // ends after the lock
    std::lock_guard<std::mutex> lock(value->mutex);
    value->closed = true;
    std::swap(dropped, value->content);
}

void plm_value_free(plm_value *value) { delete value; }

plm_kind plm_value_kind(const plm_value *value) { return value->kind; }

bool plm_value_bool(const plm_value *value) {
    return guarded(false, [&] { return value->kind == PLM_KIND_BOOL && content_of(value).toBool(); });
}

int64_t plm_value_int(const plm_value *value) {
    return guarded<int64_t>(0, [&] { return value->kind == PLM_KIND_INT ? content_of(value).toInt() : 0; });
}

double plm_value_float(const plm_value *value) {
    return guarded(0.0, [&] { return value->kind == PLM_KIND_FLOAT ? content_of(value).toDouble() : 0.0; });
}

size_t plm_value_count(const plm_value *value) {
    return guarded<size_t>(0, [&] { return count_of(content_of(value)); });
}

bool plm_tensor_dtype(const plm_value *tensor, plm_dtype *dtype) {
    return guarded(false, [&] {
        *dtype = dtype_of(tensor_of(tensor));
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

bool plm_value_read(const plm_value *value, plm_dtype dtype, void *elements, size_t count) {
    return guarded(false, [&] {
        const c10::IValue content = content_of(value);
        if (content.isTensor())
            read_tensor(content.toTensor(), dtype, elements, count);
        else if (content.isIntList() && dtype == PLM_INT64)
            read_numbers<int64_t>(content, elements, count);
        else if (content.isDoubleList() && dtype == PLM_FLOAT64)
            read_numbers<double>(content, elements, count);
        else if (content.isBoolList() && dtype == PLM_BOOL)
            read_numbers<bool>(content, elements, count);
        else if (content.isString() && dtype == PLM_UINT8)
            read_string(content.toStringRef(), elements, count);
        else
            throw Failure(plm_signature::describe(content) + " has no elements of type " +
                          c10::toString(scalar_type(dtype)));
        return true;
    });
}

bool plm_value_items(const plm_value *container, plm_value **items, size_t count) {
    return guarded(false, [&] {
        const c10::IValue content = content_of(container);
        if (!is_container(content))
            throw Failure(plm_signature::describe(content) + " has no items");
        wrap_all(items_of(content), items, count);
        return true;
    });
}

bool plm_value_keys(const plm_value *dict, plm_value **keys, size_t count) {
    return guarded(false, [&] {
        const c10::IValue content = content_of(dict);
        if (!content.isGenericDict())
            throw Failure(plm_signature::describe(content) + " has no keys");
        std::vector<c10::IValue> contents;
        for (const auto &entry : content.toGenericDict())
            contents.push_back(entry.key());
        wrap_all(std::move(contents), keys, count);
        return true;
    });
}
