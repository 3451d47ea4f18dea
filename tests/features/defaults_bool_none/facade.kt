package com.example.defaultsboolnone

import com.example.defaultsboolnone.torch.BundledModel
import com.example.defaultsboolnone.torch.IValue
import com.example.defaultsboolnone.torch.MethodSignature
import com.example.defaultsboolnone.torch.Tensor
import com.example.defaultsboolnone.torch.TorchException
import com.example.defaultsboolnone.torch.TorchModule
import com.example.defaultsboolnone.torch.TorchType
import com.example.defaultsboolnone.torch.bundledModelPath
import com.example.defaultsboolnone.torch.check.ModelApi
import com.example.defaultsboolnone.torch.loadTorchModule

/** The model in `model.ptl` (class `DefaultsBoolNone`, 1 method). Calls block: keep them off the main thread. */
public class DefaultsBoolNone(private val module: TorchModule) : AutoCloseable {
    /**
     * TorchScript: `forward(self, required: Optional[Tensor], yes: bool=True, no: bool=False, nothing:
     * Optional[Tensor]=None, number: Optional[int]=None, items: Optional[List[str]]=None) -> Optional[Tensor]`
     */
    @Throws(TorchException::class)
    public fun forward(
        required: Tensor?,
        yes: Boolean = true,
        no: Boolean = false,
        nothing: Tensor? = null,
        number: Long? = null,
        items: List<String>? = null,
    ): Tensor? = module.runMethod(
        "forward",
        IValue.from(required),
        IValue.from(yes),
        IValue.from(no),
        IValue.from(nothing),
        IValue.from(number),
        items?.let { fromStringList(it) } ?: IValue.optionalNull(),
    ).orNull { it.toTensor() }

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(
        required: Tensor?,
        yes: Boolean = true,
        no: Boolean = false,
        nothing: Tensor? = null,
        number: Long? = null,
        items: List<String>? = null,
    ): Tensor? = forward(required, yes, no, nothing, number, items)

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf(
                    "required" to TorchType.Optional(TorchType.Tensor),
                    "yes" to TorchType.Bool,
                    "no" to TorchType.Bool,
                    "nothing" to TorchType.Optional(TorchType.Tensor),
                    "number" to TorchType.Optional(TorchType.Int),
                    "items" to TorchType.Optional(TorchType.List(TorchType.Str)),
                ),
                TorchType.Optional(TorchType.Tensor),
            ),
        )

        private val api = ModelApi(
            className = "DefaultsBoolNone",
            methods = mapOf(
                "forward" to listOf(
                    "required: Optional[Tensor]",
                    "yes: bool=True",
                    "no: bool=False",
                    "nothing: Optional[Tensor]",
                    "number: Optional[int]",
                    "items: Optional[List[str]]",
                    "-> Optional[Tensor]",
                ),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.defaultsboolnone",
            name = "DefaultsBoolNone.ptl",
            size = 1887,
            crc32 = 0xc1bf1b1e,
        )

        /**
         * Loads the model from the file at [path].
         *
         * A file of another API is refused before it is loaded: one whose class, methods, arguments, types or defaults
         * are not those that this class was generated for. Its weights may be others.
         *
         * @throws TorchException if the file is missing, damaged, of another API or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun load(path: String): DefaultsBoolNone {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): DefaultsBoolNone {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): DefaultsBoolNone {
            val module = loadTorchModule(path, signatures)
            return DefaultsBoolNone(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): DefaultsBoolNone {
            val module = loadTorchModule(bytes, signatures)
            return DefaultsBoolNone(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): DefaultsBoolNone = load(bundledModelPath(bundled))
    }
}

private fun fromStringList(value: List<String>): IValue = IValue.listFrom(value.map { IValue.from(it) })
