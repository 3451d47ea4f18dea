#include "plm_value.hpp"
#include "plm_signature.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

using plm_internal::check_count;
using plm_internal::content_of;
using plm_internal::Failure;
using plm_internal::guarded;
using plm_internal::scalar_type;
using plm_internal::wrap;
using plm_signature::ValueType;

namespace {

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

plm_kind plm_internal::kind_of(const c10::IValue &content) {
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

void plm_internal::check_count(size_t count, size_t expected) {
    if (count != expected)
        throw Failure("there are " + std::to_string(expected) + " elements, not " + std::to_string(count));
}

plm_value *plm_internal::wrap(c10::IValue content) { return new plm_value(std::move(content)); }

plm_value::plm_value(c10::IValue given) : kind(plm_internal::kind_of(given)), content(std::move(given)) {}

bool plm_value::is_plain() const {
    return kind == PLM_KIND_NONE || kind == PLM_KIND_BOOL || kind == PLM_KIND_INT || kind == PLM_KIND_FLOAT;
}

c10::IValue plm_internal::content_of(const plm_value *value) {
    if (!value)
        throw Failure("a value is missing");
    if (value->is_plain())
        return value->content;
    std::lock_guard<std::mutex> lock(value->mutex);
    if (value->closed)
        throw Failure("the tensor is closed");
    return value->content;
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

void plm_value_close(plm_value *value) {
    if (value->is_plain())
        return;
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

bool plm_value_read(const plm_value *value, plm_dtype dtype, void *elements, size_t count) {
    return guarded(false, [&] {
        const c10::IValue content = content_of(value);
        if (content.isTensor())
            plm_internal::read_tensor(content.toTensor(), dtype, elements, count);
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
