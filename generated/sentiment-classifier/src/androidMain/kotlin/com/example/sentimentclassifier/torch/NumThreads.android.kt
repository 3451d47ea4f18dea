package com.example.sentimentclassifier.torch

import org.pytorch.PyTorchAndroid

internal actual fun setNativeThreads(count: Int) {
    failingAs("the number of threads could not be set") { PyTorchAndroid.setNumThreads(count) }
}
