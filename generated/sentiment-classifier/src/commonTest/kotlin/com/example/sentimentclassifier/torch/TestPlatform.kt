package com.example.sentimentclassifier.torch

/** Whether calls end in Android's half of PyTorch, which carries less than torch itself. */
internal expect val isAndroid: Boolean

/** The path of a file that stands in `src/commonTest/resources`. */
internal expect fun resourcePath(name: String): String

/** The content of the file at [path]. */
internal expect fun readFile(path: String): ByteArray

/** The environment variable [name], null where it is not set. */
internal expect fun environment(name: String): String?
