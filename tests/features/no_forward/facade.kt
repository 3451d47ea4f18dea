package com.example.noforward

import com.example.noforward.torch.IValue
import com.example.noforward.torch.MethodSignature
import com.example.noforward.torch.Tensor
import com.example.noforward.torch.TorchException
import com.example.noforward.torch.TorchModule
import com.example.noforward.torch.TorchType
import com.example.noforward.torch.loadTorchModule

/** The model in `model.ptl` (class `NoForward`, 1 method). Calls block: keep them off the main thread. */
public class NoForward(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `run(self, x: Tensor) -> Tensor` */
    @Throws(TorchException::class)
    public fun run(x: Tensor): Tensor = module.runMethod("run", IValue.from(x)).toTensor()

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature("run", listOf("x" to TorchType.Tensor), TorchType.Tensor),
        )

        /**
         * Loads the model from the file at [path].
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun load(path: String): NoForward = NoForward(loadTorchModule(path, signatures))
    }
}
