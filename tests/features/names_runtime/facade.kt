package com.example.namesruntime

import com.example.namesruntime.torch.BundledModel
import com.example.namesruntime.torch.IValue
import com.example.namesruntime.torch.MethodSignature
import com.example.namesruntime.torch.Tensor
import com.example.namesruntime.torch.TorchException
import com.example.namesruntime.torch.TorchModule
import com.example.namesruntime.torch.TorchType
import com.example.namesruntime.torch.bundledModelPath
import com.example.namesruntime.torch.check.ModelApi
import com.example.namesruntime.torch.loadTorchModule

/** The model in `model.ptl` (class `NamesRuntime`, 4 methods). Calls block: keep them off the main thread. */
public class NamesRuntime(private val module: TorchModule) : AutoCloseable {
    /**
     * TorchScript: `forward(self, module: int, IValue: int, result: int, value: int, signatures: int, TorchModule:
     * int) -> int`
     */
    @Throws(TorchException::class)
    public fun forward(
        moduleArgument: Long,
        iValue: Long,
        result: Long,
        value: Long,
        signatures: Long,
        torchModule: Long,
    ): Long = module.runMethod(
        "forward",
        IValue.from(moduleArgument),
        IValue.from(iValue),
        IValue.from(result),
        IValue.from(value),
        IValue.from(signatures),
        IValue.from(torchModule),
    ).toLong()

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(
        moduleArgument: Long,
        iValue: Long,
        result: Long,
        value: Long,
        signatures: Long,
        torchModule: Long,
    ): Long = forward(moduleArgument, iValue, result, value, signatures, torchModule)

    /** TorchScript: `from_(self, x: List[int]) -> List[int]` */
    @Throws(TorchException::class)
    public fun from(x: LongArray): LongArray = module.runMethod("from_", IValue.listFrom(*x)).toLongList()

    /** TorchScript: `module(self, x: Tensor) -> Tensor` */
    @Throws(TorchException::class)
    public fun module(x: Tensor): Tensor = module.runMethod("module", IValue.from(x)).toTensor()

    /**
     * TorchScript: `types(self, Tensor: int, String: int, List: int, Long: int, Map: int, Unit: int, kotlin: int)
     * -> int`
     */
    @Throws(TorchException::class)
    public fun types(tensor: Long, string: Long, list: Long, long: Long, map: Long, unit: Long, kotlin: Long): Long =
        module.runMethod(
            "types",
            IValue.from(tensor),
            IValue.from(string),
            IValue.from(list),
            IValue.from(long),
            IValue.from(map),
            IValue.from(unit),
            IValue.from(kotlin),
        ).toLong()

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf(
                    "module" to TorchType.Int,
                    "IValue" to TorchType.Int,
                    "result" to TorchType.Int,
                    "value" to TorchType.Int,
                    "signatures" to TorchType.Int,
                    "TorchModule" to TorchType.Int,
                ),
                TorchType.Int,
            ),
            MethodSignature("from_", listOf("x" to TorchType.List(TorchType.Int)), TorchType.List(TorchType.Int)),
            MethodSignature("module", listOf("x" to TorchType.Tensor), TorchType.Tensor),
            MethodSignature(
                "types",
                listOf(
                    "Tensor" to TorchType.Int,
                    "String" to TorchType.Int,
                    "List" to TorchType.Int,
                    "Long" to TorchType.Int,
                    "Map" to TorchType.Int,
                    "Unit" to TorchType.Int,
                    "kotlin" to TorchType.Int,
                ),
                TorchType.Int,
            ),
        )

        private val api = ModelApi(
            className = "NamesRuntime",
            methods = mapOf(
                "forward" to listOf(
                    "module: int",
                    "IValue: int",
                    "result: int",
                    "value: int",
                    "signatures: int",
                    "TorchModule: int",
                    "-> int",
                ),
                "from_" to listOf("x: List[int]", "-> List[int]"),
                "module" to listOf("x: Tensor", "-> Tensor"),
                "types" to listOf(
                    "Tensor: int",
                    "String: int",
                    "List: int",
                    "Long: int",
                    "Map: int",
                    "Unit: int",
                    "kotlin: int",
                    "-> int",
                ),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.namesruntime",
            name = "NamesRuntime.ptl",
            size = 2539,
            crc32 = 0xbd359cd5,
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
        public fun load(path: String): NamesRuntime {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): NamesRuntime {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): NamesRuntime {
            val module = loadTorchModule(path, signatures)
            return NamesRuntime(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): NamesRuntime {
            val module = loadTorchModule(bytes, signatures)
            return NamesRuntime(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): NamesRuntime = load(bundledModelPath(bundled))
    }
}
