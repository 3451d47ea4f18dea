package com.example.sentimentclassifier.torch

/**
 * A loaded model. Calls block, so keep them off the main thread; calls on one module run one after the other.
 *
 * Apps that want to test without a model implement this interface and hand it to a facade's constructor.
 */
public interface TorchModule : AutoCloseable {
    /**
     * Runs [name] on [inputs], one for each argument of its signature.
     *
     * A method that keeps an argument must clone it (`self.state = x.clone()` in the model): torch does not own the
     * memory of arguments on Android, where a kept one dangles once the call is over.
     *
     * @throws TorchException if the module is closed, the method is unknown, an input is of another type than the
     * signature says, or torch fails
     */
    @Throws(TorchException::class)
    public fun runMethod(name: String, vararg inputs: IValue): IValue

    /** Waits for a running call, refuses new ones and frees the model, once. */
    override fun close()
}

/**
 * Loads the `.ptl` file at [path], whose methods have the given [signatures].
 *
 * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
 */
@Throws(TorchException::class)
public expect fun loadTorchModule(path: String, signatures: List<MethodSignature>): TorchModule

/**
 * Loads a model from the [bytes] of its `.ptl` file, which are not needed afterwards. On Android they are written to a
 * temporary file, for torch reads no others there.
 *
 * @throws TorchException if they are damaged or can't be loaded by this runtime
 */
@Throws(TorchException::class)
public expect fun loadTorchModule(bytes: ByteArray, signatures: List<MethodSignature>): TorchModule

/** The part of a module that both platforms share: no call reaches native code before its inputs are checked. */
internal abstract class CheckedModule(signatures: List<MethodSignature>) : TorchModule {
    private val signatures = signatures.associateBy { it.name }

    final override fun runMethod(name: String, vararg inputs: IValue): IValue {
        val signature = signatures[name]
            ?: throw TorchException("the module has no signature for method '$name', only for ${signatures.keys}")
        val arguments = inputs.asList()
        signature.check(arguments)
        return run(signature, arguments)
    }

    protected abstract fun run(signature: MethodSignature, inputs: List<IValue>): IValue
}
