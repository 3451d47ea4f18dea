package com.example.raises

import com.example.raises.torch.BundledModel
import com.example.raises.torch.IValue
import com.example.raises.torch.MethodSignature
import com.example.raises.torch.Tensor
import com.example.raises.torch.TorchException
import com.example.raises.torch.TorchModule
import com.example.raises.torch.TorchType
import com.example.raises.torch.bundledModelPath
import com.example.raises.torch.check.ModelApi
import com.example.raises.torch.loadTorchModule

/** The model in `model.ptl` (class `Raises`, 3 methods). Calls block: keep them off the main thread. */
public class Raises(private val module: TorchModule) : AutoCloseable {
    /** TorchScript: `forward(self, x: Tensor, y: Tensor) -> Tensor` */
    @Throws(TorchException::class)
    public fun forward(x: Tensor, y: Tensor): Tensor =
        module.runMethod("forward", IValue.from(x), IValue.from(y)).toTensor()

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(x: Tensor, y: Tensor): Tensor = forward(x, y)

    /** TorchScript: `check(self, count: int) -> int` */
    @Throws(TorchException::class)
    public fun check(count: Long): Long = module.runMethod("check", IValue.from(count)).toLong()

    /** TorchScript: `find(self, names: Dict[str, int], name: str) -> int` */
    @Throws(TorchException::class)
    public fun find(names: Map<String, Long>, name: String): Long = module.runMethod(
        "find",
        IValue.dictStringKeyFrom(names.mapValues { IValue.from(it.value) }),
        IValue.from(name),
    ).toLong()

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature("forward", listOf("x" to TorchType.Tensor, "y" to TorchType.Tensor), TorchType.Tensor),
            MethodSignature("check", listOf("count" to TorchType.Int), TorchType.Int),
            MethodSignature(
                "find",
                listOf("names" to TorchType.Dict(TorchType.Str, TorchType.Int), "name" to TorchType.Str),
                TorchType.Int,
            ),
        )

        private val api = ModelApi(
            className = "Raises",
            methods = mapOf(
                "forward" to listOf("x: Tensor", "y: Tensor", "-> Tensor"),
                "check" to listOf("count: int", "-> int"),
                "find" to listOf("names: Dict[str, int]", "name: str", "-> int"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.raises",
            name = "Raises.ptl",
            size = 2291,
            crc32 = 0x1bb73369,
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
        public fun load(path: String): Raises {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): Raises {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): Raises {
            val module = loadTorchModule(path, signatures)
            return Raises(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): Raises {
            val module = loadTorchModule(bytes, signatures)
            return Raises(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): Raises = load(bundledModelPath(bundled))
    }
}
