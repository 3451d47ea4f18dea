@file:OptIn(ExperimentalForeignApi::class)

package com.example.bench

import kotlinx.cinterop.ExperimentalForeignApi
import kotlinx.cinterop.toKString
import platform.posix.getenv

internal actual fun modelPath(): String = getenv("KMPGEN_TEST_RESOURCES")!!.toKString() + "/rules.ptl"
