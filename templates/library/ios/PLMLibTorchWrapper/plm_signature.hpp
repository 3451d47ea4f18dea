// The types of a method's arguments, and whether a value has such a type. Internal to the wrapper.
#ifndef PLM_SIGNATURE_HPP
#define PLM_SIGNATURE_HPP

#include <ATen/ATen.h>
#include <ATen/core/dynamic_type.h>
#include <ATen/core/function_schema.h>

#include <string>
#include <utility>
#include <vector>

namespace plm_signature {

// A TorchScript type, read once so that checking a value against it costs no look-ups.
struct ValueType {
    enum Kind { Other, Any, None, Tensor, Bool, Int, Float, Number, String, List, Dict, Tuple, NamedTuple };

    Kind kind = Other;
    std::vector<ValueType> elements = {}; // List: the item. Dict: key, value. Tuple: its fields
    bool optional = false;

    bool accepts(const c10::IValue &value) const;
};

inline bool accepts_all(const ValueType &type, c10::ArrayRef<c10::IValue> values) {
    for (const c10::IValue &value : values) {
        if (!type.accepts(value))
            return false;
    }
    return true;
}

inline bool accepts_entries(const ValueType &type, const c10::Dict<c10::IValue, c10::IValue> &entries) {
    for (const auto &entry : entries) {
        if (!type.elements[0].accepts(entry.key()) || !type.elements[1].accepts(entry.value()))
            return false;
    }
    return true;
}

inline bool accepts_fields(const ValueType &type, c10::ArrayRef<c10::IValue> fields) {
    if (fields.size() != type.elements.size())
        return false;
    for (size_t i = 0; i < fields.size(); ++i) {
        if (!type.elements[i].accepts(fields[i]))
            return false;
    }
    return true;
}

inline bool ValueType::accepts(const c10::IValue &value) const {
    if (optional && value.isNone())
        return true;
    switch (kind) {
    case Any: return true;
    case None: return value.isNone();
    case Tensor: return value.isTensor();
    case Bool: return value.isBool();
    case Int: return value.isInt();
    case Float: return value.isDouble();
    case Number: return value.isInt() || value.isDouble();
    case String: return value.isString();
    case List: return value.isList() && accepts_all(elements[0], value.toListRef());
    case Dict: return value.isGenericDict() && accepts_entries(*this, value.toGenericDict());
    case Tuple: return value.isTuple() && accepts_fields(*this, value.toTupleRef().elements());
    case NamedTuple: return value.isTuple();
    case Other: return false;
    }
    return false;
}

// The static form of a type: files give DynamicType, which has no accessors for its elements.
inline c10::TypePtr static_type(const c10::TypePtr &type) {
    const auto *dynamic = type->castRaw<c10::DynamicType>();
    return dynamic ? dynamic->fallback() : type;
}

inline ValueType read_type(const c10::TypePtr &given) {
    const c10::TypePtr type = static_type(given);
    switch (type->kind()) {
    case c10::TypeKind::AnyType: return {ValueType::Any};
    case c10::TypeKind::NoneType: return {ValueType::None};
    case c10::TypeKind::TensorType: return {ValueType::Tensor};
    case c10::TypeKind::BoolType: return {ValueType::Bool};
    case c10::TypeKind::IntType: return {ValueType::Int};
    case c10::TypeKind::FloatType: return {ValueType::Float};
    case c10::TypeKind::NumberType: return {ValueType::Number};
    case c10::TypeKind::StringType: return {ValueType::String};
    // A schema names a NamedTuple as if it were a class, without its fields.
    case c10::TypeKind::ClassType: return {ValueType::NamedTuple};
    case c10::TypeKind::ListType:
        return {ValueType::List, {read_type(type->expectRef<c10::ListType>().getElementType())}};
    case c10::TypeKind::DictType: {
        const auto &dict = type->expectRef<c10::DictType>();
        return {ValueType::Dict, {read_type(dict.getKeyType()), read_type(dict.getValueType())}};
    }
    case c10::TypeKind::OptionalType: {
        ValueType inner = read_type(type->expectRef<c10::OptionalType>().getElementType());
        inner.optional = true;
        return inner;
    }
    case c10::TypeKind::TupleType: {
        ValueType tuple{ValueType::Tuple};
        for (const c10::TypePtr &element : type->expectRef<c10::TupleType>().elements())
            tuple.elements.push_back(read_type(element));
        return tuple;
    }
    default: return {};
    }
}

inline std::string spelling(const c10::TypePtr &type) { return static_type(type)->annotation_str(); }

// A value's type for messages, as TorchScript spells it; never its data.
inline std::string describe(const c10::IValue &value) {
    if (value.isTensor())
        return "Tensor";
    if (value.isTuple())
        return "a tuple of " + std::to_string(value.toTupleRef().elements().size());
    if (value.isList())
        return "List[" + spelling(value.toList().elementType()) + "]";
    if (value.isGenericDict()) {
        const auto dict = value.toGenericDict();
        return "Dict[" + spelling(dict.keyType()) + ", " + spelling(dict.valueType()) + "]";
    }
    return spelling(value.type());
}

struct Argument {
    std::string name;
    std::string spelling;
    ValueType type;
};

// The arguments of a method, without self.
inline std::vector<Argument> read_arguments(const c10::FunctionSchema &schema) {
    std::vector<Argument> arguments;
    for (size_t i = 1; i < schema.arguments().size(); ++i) {
        const c10::Argument &argument = schema.arguments()[i];
        arguments.push_back({argument.name(), spelling(argument.type()), read_type(argument.type())});
    }
    return arguments;
}

} // namespace plm_signature

#endif
