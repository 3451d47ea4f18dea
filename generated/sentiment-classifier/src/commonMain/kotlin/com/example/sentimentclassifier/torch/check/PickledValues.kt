package com.example.sentimentclassifier.torch.check

/** A list of a pickle; tuples are plain lists. */
internal class PickledList(val items: MutableList<Any?>)

/** A dict of a pickle: keys and values in turn. */
internal class PickledDict(val items: MutableList<Any?>)

/** A dotted name that a pickle refers to. */
internal class PickledName(val name: String)

/** What a pickle would have called. */
internal class PickledCall(val name: String, val arguments: List<Any?>)
