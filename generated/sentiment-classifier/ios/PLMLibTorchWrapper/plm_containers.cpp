#include "plm_signature.hpp"
#include "plm_value.hpp"

#include <torch/csrc/jit/mobile/type_parser.h>

#include <memory>
#include <vector>

using plm_internal::content_of;
using plm_internal::Failure;
using plm_internal::guarded;
using plm_internal::wrap;
using plm_signature::ValueType;

namespace {

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
    plm_internal::check_count(count, contents.size());
    std::vector<std::unique_ptr<plm_value>> wrapped;
    for (c10::IValue &content : contents)
        wrapped.emplace_back(wrap(std::move(content)));
    for (std::unique_ptr<plm_value> &value : wrapped)
        *values++ = value.release();
}

bool is_container(const c10::IValue &content) {
    return content.isList() || content.isTuple() || content.isGenericDict();
}

bool shares_memory(const at::Tensor &tensor) { return tensor.has_storage() && tensor.storage().use_count() > 1; }

c10::IValue own(const c10::IValue &value, size_t holders, bool shared);

std::vector<c10::IValue> own_items(const c10::IValue &container, bool shared) {
    std::vector<c10::IValue> items = items_of(container);
    for (c10::IValue &item : items)
        item = own(item, 2, shared); // the container and this vector hold it
    return items;
}

c10::IValue own_list(const c10::IValue &value, bool shared) {
    c10::impl::GenericList list(value.toList().elementType());
    for (c10::IValue &item : own_items(value, shared))
        list.push_back(std::move(item));
    return list;
}

c10::IValue own_dict(const c10::IValue &value, bool shared) {
    const auto given = value.toGenericDict();
    c10::impl::GenericDict dict(given.keyType(), given.valueType());
    std::vector<c10::IValue> items = own_items(value, shared);
    size_t index = 0;
    for (const auto &entry : given)
        dict.insert(entry.key(), std::move(items[index++]));
    return dict;
}

// holders: how many references to the value are known of. shared: whether others reach it by a container around it.
c10::IValue own(const c10::IValue &value, size_t holders, bool shared) {
    shared = shared || value.use_count() > holders;
    switch (plm_internal::kind_of(value)) {
    case PLM_KIND_TENSOR:
        return shared || shares_memory(value.toTensor()) ? plm_internal::copy_of(value.toTensor()) : value;
    case PLM_KIND_BOOL_LIST:
    case PLM_KIND_INT_LIST:
    case PLM_KIND_FLOAT_LIST: return shared ? own_list(value, shared) : value;
    case PLM_KIND_LIST: return own_list(value, shared);
    case PLM_KIND_TUPLE: return c10::ivalue::Tuple::create(own_items(value, shared));
    case PLM_KIND_STRING_DICT:
    case PLM_KIND_INT_DICT: return own_dict(value, shared);
    default: return value;
    }
}

} // namespace

c10::IValue plm_internal::own_result(const c10::IValue &result) { return own(result, 1, false); }

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
