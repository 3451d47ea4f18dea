package com.example.metadataflatbuffer

import com.example.metadataflatbuffer.torch.BundledModel
import com.example.metadataflatbuffer.torch.IValue
import com.example.metadataflatbuffer.torch.MethodSignature
import com.example.metadataflatbuffer.torch.Tensor
import com.example.metadataflatbuffer.torch.TorchException
import com.example.metadataflatbuffer.torch.TorchModule
import com.example.metadataflatbuffer.torch.TorchType
import com.example.metadataflatbuffer.torch.bundledModelPath
import com.example.metadataflatbuffer.torch.check.ModelApi
import com.example.metadataflatbuffer.torch.loadTorchModule

/**
 * The model in `model.ptl` (class `MetadataFlatbuffer`, 1 method). Calls block: keep them off the main thread.
 *
 * [MetadataFlatbufferLabels] has the labels of results.
 */
public class MetadataFlatbuffer(private val module: TorchModule) : AutoCloseable {
    /**
     * TorchScript: `forward(self, x: Tensor) -> Tensor`
     *
     * @return 2 labels: cat, dog.
     */
    @Throws(TorchException::class)
    public fun forward(x: Tensor): Tensor = module.runMethod("forward", IValue.from(x)).toTensor()

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(x: Tensor): Tensor = forward(x)

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature("forward", listOf("x" to TorchType.Tensor), TorchType.Tensor),
        )

        private val api = ModelApi(
            className = "MetadataFlatbuffer",
            methods = mapOf(
                "forward" to listOf("x: Tensor", "-> Tensor"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.metadataflatbuffer",
            name = "MetadataFlatbuffer.ptl",
            size = 1264,
            crc32 = 0x95f7b965,
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
        public fun load(path: String): MetadataFlatbuffer {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): MetadataFlatbuffer {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): MetadataFlatbuffer {
            val module = loadTorchModule(path, signatures)
            return MetadataFlatbuffer(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): MetadataFlatbuffer {
            val module = loadTorchModule(bytes, signatures)
            return MetadataFlatbuffer(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): MetadataFlatbuffer = load(bundledModelPath(bundled))
    }
}
