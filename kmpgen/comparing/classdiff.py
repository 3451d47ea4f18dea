"""Compares the classes that stand for tuples in two facades."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from kmpgen.comparing.apichanges import Change, change
from kmpgen.comparing.kotlintypes import descriptor, fits, respelled
from kmpgen.comparing.pairing import Pairs, pair, similar, unpaired
from kmpgen.comparing.surface import Class, Property


def class_pairs(old: Sequence[Class], new: Sequence[Class]) -> Pairs[Class]:
    """By name; by the model's own type; by the same properties and similar names."""
    pairs = pair(old, new, lambda each: each.name)
    pairs += similar(*unpaired(old, new, pairs), lambda each: each.name, lambda each: each.type)
    return pairs + similar(*unpaired(old, new, pairs), lambda each: each.name, lambda each: each.properties)


def class_changes(
    old: Sequence[Class], new: Sequence[Class], pairs: Pairs[Class], renamed: Mapping[str, str]
) -> Iterator[Change]:
    """What is another in the classes. ``renamed``: new names of old classes."""
    for before, now in pairs:
        if before.name != now.name:
            yield change("class-renamed", now.name, before.name, now.name)
        properties = tuple(Property(each.name, respelled(each.type, renamed)) for each in before.properties)
        yield from _class(before, replace(before, properties=properties), now)
    gone, come = unpaired(old, new, pairs)
    for each in gone:
        yield change("class-removed", each.name, _shown(each))
    for each in come:
        yield change("class-added", each.name, None, _shown(each))


def _shown(cls: Class) -> str:
    return f"({', '.join(f'{each.name}: {each.type}' for each in cls.properties)})"


def _class(was: Class, before: Class, now: Class) -> Iterator[Change]:
    """``was``: ``before`` as its types were called, which is what people are shown."""
    types = {each.name: str(each.type) for each in was.properties}
    pairs = _property_pairs(before, now)
    for one, other in pairs:
        yield from _property(now.name, types[one.name], one, other)
    gone, come = unpaired(before.properties, now.properties, pairs)
    for each in gone:
        yield change("property-removed", f"{now.name}.{each.name}", types[each.name])
    for each in come:
        yield change("property-added", f"{now.name}.{each.name}", None, str(each.type))
    order = [now.properties.index(other) for _, other in pairs]
    if before.components and (not now.components or order != sorted(order)):
        yield change("components-changed", now.name, _shown(was), _shown(now))
    elif order != sorted(order):
        yield change("properties-reordered", now.name, _shown(was), _shown(now))
    made = [[each.type for each in cls.properties] for cls in (before, now)]
    if before.constructor and (made[0] != made[1] or order != sorted(order)):
        yield change("constructor-changed", now.name, _shown(was), _shown(now))
    elif before.constructor and not now.constructor:
        yield change("constructor-removed", now.name, _shown(was))
    elif now.constructor and not before.constructor:
        yield change("constructor-added", now.name, None, _shown(now))
    if before.equality != now.equality:
        how = {True: "by content", False: "by identity"}
        yield change("equality-changed", now.name, how[before.equality], how[now.equality])


def _property_pairs(before: Class, now: Class) -> Pairs[Property]:
    """By name; of the rest, by place and type."""
    pairs = pair(before.properties, now.properties, lambda each: each.name)
    rest, others = unpaired(before.properties, now.properties, pairs)
    for each in rest:
        at = before.properties.index(each)
        same = now.properties[at] if at < len(now.properties) else None
        if same is not None and same.type == each.type and any(same is other for other in others):
            pairs.append((each, same))
    return sorted(pairs, key=lambda each: before.properties.index(each[0]))


def _property(cls: str, was: str, before: Property, now: Property) -> Iterator[Change]:
    place = f"{cls}.{now.name}"
    if before.name != now.name:
        yield change("property-renamed", place, before.name, now.name, "looks renamed: same place and type")
    if before.type != now.type:
        kind = "property-type-narrower" if fits(now.type, before.type) else "property-type-changed"
        differs = descriptor(before.type) != descriptor(now.type)
        yield change(kind, place, was, str(now.type), jvm_differs=differs)
