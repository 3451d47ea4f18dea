package com.example.sentimentclassifier.torch

import org.pytorch.LiteModuleLoader
import java.io.File
import org.pytorch.IValue as NativeIValue
import org.pytorch.Module as NativeModule

@Throws(TorchException::class)
public actual fun loadTorchModule(path: String, signatures: List<MethodSignature>): TorchModule {
    val file = File(path)
    if (!file.exists()) throw TorchException("there is no file '$path'; an asset must be copied to a file first")
    if (!file.isFile) throw TorchException("'$path' is a folder, not a model file")
    if (!file.canRead()) throw TorchException("the file '$path' may not be read by this app")
    return AndroidTorchModule(failingAs("'$path' could not be loaded") { LiteModuleLoader.load(path) }, signatures)
}

@Throws(TorchException::class)
public actual fun loadTorchModule(bytes: ByteArray, signatures: List<MethodSignature>): TorchModule {
    val native = failingAs("the model in memory could not be loaded") {
        // The default folder of temporary files is the app's cache.
        val file = File.createTempFile(TEMPORARY, ".ptl")
        try {
            removeAbandoned(file.parentFile)
            file.writeBytes(bytes)
            LiteModuleLoader.load(file.path)
        } finally {
            file.delete()
        }
    }
    return AndroidTorchModule(native, signatures)
}

/** Files of processes that died while torch read them, which cannot have taken it an hour. */
private fun removeAbandoned(folder: File?) {
    val abandoned = System.currentTimeMillis() - ABANDONED_AFTER
    for (file in folder?.listFiles().orEmpty()) {
        if (file.name.startsWith(TEMPORARY) && file.lastModified() < abandoned) file.delete()
    }
}

private const val TEMPORARY = "com.example.sentimentclassifier.torch-"
private const val ABANDONED_AFTER = 3_600_000L

private class AndroidTorchModule(private val native: NativeModule, signatures: List<MethodSignature>) :
    CheckedModule(signatures) {
    private val lock = Any()

    @Volatile
    private var isClosed = false

    private var isDestroyed = false

    /**
     * What torch read last, for each method. It reads in place and keeps nothing alive, while a model may keep an
     * argument in its state. One that keeps those of more than the last call must clone them.
     */
    private val lastInputs = mutableMapOf<String, Array<NativeIValue>>()

    override fun run(signature: MethodSignature, inputs: List<IValue>): IValue = synchronized(lock) {
        if (isClosed) throw TorchException("${signature.name}: the module is closed")
        failingAs("${signature.name} failed") {
            val sent = signature.toNative(inputs)
            val result = native.runMethod(signature.name, *sent)
            lastInputs[signature.name] = sent
            result.toCommon(signature.returns)
        }
    }

    override fun close() {
        // Before the lock, so that calls which already wait for it are refused.
        isClosed = true
        synchronized(lock) {
            if (!isDestroyed) native.destroy()
            isDestroyed = true
            lastInputs.clear()
        }
    }
}

/** [action], whatever it throws made a [TorchException] that starts with [what] and goes on in torch's words. */
internal inline fun <T> failingAs(what: String, action: () -> T): T = try {
    action()
} catch (e: TorchException) {
    throw e
} catch (e: Exception) {
    throw TorchException("$what: ${e.message ?: e}${hint(e)}", e)
} catch (e: LinkageError) {
    throw TorchException("$what: PyTorch's native library could not be loaded on this device: ${e.message ?: e}", e)
} catch (e: OutOfMemoryError) {
    throw TorchException("$what: out of memory: ${e.message ?: e}", e)
}

/** What to do where a value cannot cross between Java and torch, which torch says without naming a way out. */
internal fun hint(e: Exception): String {
    val message = e.message.orEmpty()
    return when {
        "not supported on java side" in message -> ": results may be $CARRIED_DTYPES; cast inside the exported module"
        "items of the same type" in message -> ": a list with None among its elements cannot be returned on Android"
        else -> ""
    }
}
