@file:OptIn(ExperimentalForeignApi::class)

package com.example.sentimentclassifier.torch

import com.example.sentimentclassifier.torch.cinterop.PLMRuntime
import kotlinx.cinterop.ExperimentalForeignApi

@Throws(TorchException::class)
public actual fun bundledModelPath(model: BundledModel): String = callNative {
    PLMRuntime.pathForModel(model.name, inFolder = model.folder) ?: throw TorchException(
        "the app has no '${model.name}' of ${model.folder}: link the pod or the Swift package that brings it, or add " +
            "the file to the app's target",
    )
}
