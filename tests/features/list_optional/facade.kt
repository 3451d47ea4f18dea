package com.example.listoptional

import com.example.listoptional.torch.BundledModel
import com.example.listoptional.torch.IValue
import com.example.listoptional.torch.MethodSignature
import com.example.listoptional.torch.Tensor
import com.example.listoptional.torch.TorchException
import com.example.listoptional.torch.TorchModule
import com.example.listoptional.torch.TorchType
import com.example.listoptional.torch.bundledModelPath
import com.example.listoptional.torch.check.ModelApi
import com.example.listoptional.torch.loadTorchModule

/** The model in `model.ptl` (class `ListOptional`, 3 methods). Calls block: keep them off the main thread. */
public class ListOptional(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, x: List[Optional[Tensor]]) -> List[Optional[Tensor]]` */
    @Throws(TorchException::class)
    public fun forward(x: List<Tensor?>): List<Tensor?> = module.runMethod(
        "forward",
        IValue.listFrom(x.map { fromOptionalTensor(it) }),
    ).toList().map { toOptionalTensor(it) }

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(x: List<Tensor?>): List<Tensor?> = forward(x)

    /** TorchScript: `ints(self, x: List[Optional[int]]) -> List[Optional[int]]` */
    @Throws(TorchException::class)
    public fun ints(x: List<Long?>): List<Long?> =
        module.runMethod("ints", IValue.listFrom(x.map { fromOptionalLong(it) })).toList().map { toOptionalLong(it) }

    /** TorchScript: `texts(self, x: List[Optional[str]]) -> List[Optional[str]]` */
    @Throws(TorchException::class)
    public fun texts(x: List<String?>): List<String?> = module.runMethod(
        "texts",
        IValue.listFrom(x.map { fromOptionalString(it) }),
    ).toList().map { toOptionalString(it) }

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf("x" to TorchType.List(TorchType.Optional(TorchType.Tensor))),
                TorchType.List(TorchType.Optional(TorchType.Tensor)),
            ),
            MethodSignature(
                "ints",
                listOf("x" to TorchType.List(TorchType.Optional(TorchType.Int))),
                TorchType.List(TorchType.Optional(TorchType.Int)),
            ),
            MethodSignature(
                "texts",
                listOf("x" to TorchType.List(TorchType.Optional(TorchType.Str))),
                TorchType.List(TorchType.Optional(TorchType.Str)),
            ),
        )

        private val api = ModelApi(
            className = "ListOptional",
            methods = mapOf(
                "forward" to listOf("x: List[Optional[Tensor]]", "-> List[Optional[Tensor]]"),
                "ints" to listOf("x: List[Optional[int]]", "-> List[Optional[int]]"),
                "texts" to listOf("x: List[Optional[str]]", "-> List[Optional[str]]"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.listoptional",
            name = "ListOptional.ptl",
            size = 1967,
            crc32 = 0x4c2c2b5b,
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
        public fun load(path: String): ListOptional {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): ListOptional {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): ListOptional {
            val module = loadTorchModule(path, signatures)
            return ListOptional(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): ListOptional {
            val module = loadTorchModule(bytes, signatures)
            return ListOptional(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): ListOptional = load(bundledModelPath(bundled))
    }
}

private fun fromOptionalTensor(value: Tensor?): IValue = IValue.from(value)

private fun toOptionalTensor(value: IValue): Tensor? = value.orNull { it.toTensor() }

private fun fromOptionalLong(value: Long?): IValue = IValue.from(value)

private fun toOptionalLong(value: IValue): Long? = value.orNull { it.toLong() }

private fun fromOptionalString(value: String?): IValue = IValue.from(value)

private fun toOptionalString(value: IValue): String? = value.orNull { it.toStr() }
