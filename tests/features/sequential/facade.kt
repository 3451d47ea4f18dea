package com.example.sequential

import com.example.sequential.torch.IValue
import com.example.sequential.torch.MethodSignature
import com.example.sequential.torch.Tensor
import com.example.sequential.torch.TorchException
import com.example.sequential.torch.TorchModule
import com.example.sequential.torch.TorchType
import com.example.sequential.torch.loadTorchModule

/** The model in `model.ptl` (class `Sequential`, 2 methods). Calls block: keep them off the main thread. */
public class Sequential(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, input: Tensor) -> Tensor` */
    @Throws(TorchException::class)
    public fun forward(input: Tensor): Tensor = module.runMethod("forward", IValue.from(input)).toTensor()

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(input: Tensor): Tensor = forward(input)

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature("forward", listOf("input" to TorchType.Tensor), TorchType.Tensor),
            MethodSignature("__len__", emptyList(), TorchType.Int),
        )

        /**
         * Loads the model from the file at [path].
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun load(path: String): Sequential = Sequential(loadTorchModule(path, signatures))
    }
}
