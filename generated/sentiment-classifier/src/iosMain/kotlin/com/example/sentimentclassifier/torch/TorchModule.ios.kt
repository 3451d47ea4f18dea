@file:OptIn(ExperimentalForeignApi::class)

package com.example.sentimentclassifier.torch

import com.example.sentimentclassifier.torch.cinterop.PLMModule
import com.example.sentimentclassifier.torch.cinterop.PLMRuntime
import kotlinx.cinterop.ExperimentalForeignApi

private const val WRAPPER_VERSION = 1L

@Throws(TorchException::class)
public actual fun loadTorchModule(path: String, signatures: List<MethodSignature>): TorchModule = callNative {
    checkWrapper()
    NativeModule(PLMModule.moduleWithPath(path, error = null).orThrow(), signatures)
}

@Throws(TorchException::class)
public actual fun loadTorchModule(bytes: ByteArray, signatures: List<MethodSignature>): TorchModule = callNative {
    checkWrapper()
    val native = bytes.usePointer { PLMModule.moduleWithBytes(it, bytes.size.toULong(), error = null) }
    NativeModule(native.orThrow(), signatures)
}

/** The app links the wrapper by itself, so that it may be older than this library. */
private fun checkWrapper() {
    val found = PLMRuntime.version()
    if (found < WRAPPER_VERSION) {
        throw TorchException(
            "the app links version $found of PLMLibTorchWrapper, but sentiment-classifier needs $WRAPPER_VERSION: " +
                "update the pod or the Swift package",
        )
    }
}

/** Native code runs the calls of one module in turn and sees to it that closing waits for them. */
private class NativeModule(private val native: PLMModule, signatures: List<MethodSignature>) :
    CheckedModule(signatures) {
    override fun run(signature: MethodSignature, inputs: List<IValue>): IValue = callNative {
        val arguments = inputs.zip(signature.arguments) { input, (_, type) -> input.toNative(type) }
        native.runMethod(signature.name, arguments, error = null).orThrow().toIValue()
    }

    override fun close() {
        callNative { native.close() }
    }
}
