package com.example.sentimentclassifier.torch

@Throws(TorchException::class)
public actual fun bundledModelPath(model: BundledModel): String {
    val files = appFiles ?: throw TorchException(
        "there is no context to find the model '${model.name}' with: the library's ContentProvider did not run, as " +
            "in another process than the app's main one; call setTorchContext(context) before",
    )
    return AssetCopies(files).file(model).path
}
