package com.example.nameskotlin

import com.example.nameskotlin.torch.BundledModel
import com.example.nameskotlin.torch.IValue
import com.example.nameskotlin.torch.MethodSignature
import com.example.nameskotlin.torch.TorchException
import com.example.nameskotlin.torch.TorchModule
import com.example.nameskotlin.torch.TorchType
import com.example.nameskotlin.torch.bundledModelPath
import com.example.nameskotlin.torch.check.ModelApi
import com.example.nameskotlin.torch.loadTorchModule

/** The model in `model.ptl` (class `NamesKotlin`, 9 methods). Calls block: keep them off the main thread. */
public class NamesKotlin(private val module: TorchModule) : AutoCloseable {
    /**
     * TorchScript: `forward(self, val: int, fun: int, object: int, when: int, typealias: int, it: int, interface:
     * int) -> int`
     */
    @Throws(TorchException::class)
    public fun forward(
        `val`: Long,
        `fun`: Long,
        `object`: Long,
        `when`: Long,
        `typealias`: Long,
        it: Long,
        `interface`: Long,
    ): Long = module.runMethod(
        "forward",
        IValue.from(`val`),
        IValue.from(`fun`),
        IValue.from(`object`),
        IValue.from(`when`),
        IValue.from(`typealias`),
        IValue.from(it),
        IValue.from(`interface`),
    ).toLong()

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(
        `val`: Long,
        `fun`: Long,
        `object`: Long,
        `when`: Long,
        `typealias`: Long,
        it: Long,
        `interface`: Long,
    ): Long = forward(`val`, `fun`, `object`, `when`, `typealias`, it, `interface`)

    /** TorchScript: `close(self) -> NoneType` */
    @Throws(TorchException::class)
    public fun closeMethod() {
        module.runMethod("close")
    }

    /** TorchScript: `equals(self, other: int) -> bool` */
    @Throws(TorchException::class)
    public fun equalsMethod(other: Long): Boolean = module.runMethod("equals", IValue.from(other)).toBool()

    /** TorchScript: `fun(self) -> int` */
    @Throws(TorchException::class)
    public fun `fun`(): Long = module.runMethod("fun").toLong()

    /** TorchScript: `hashCode(self) -> int` */
    @Throws(TorchException::class)
    public fun hashCodeMethod(): Long = module.runMethod("hashCode").toLong()

    /** TorchScript: `invoke(self, x: int) -> int` */
    @Throws(TorchException::class)
    public fun invokeMethod(x: Long): Long = module.runMethod("invoke", IValue.from(x)).toLong()

    /** TorchScript: `load(self, path: str) -> str` */
    @Throws(TorchException::class)
    public fun load(path: String): String = module.runMethod("load", IValue.from(path)).toStr()

    /** TorchScript: `toString(self) -> str` */
    @Throws(TorchException::class)
    public fun toStringMethod(): String = module.runMethod("toString").toStr()

    /** TorchScript: `when(self, x: int) -> int` */
    @Throws(TorchException::class)
    public fun `when`(x: Long): Long = module.runMethod("when", IValue.from(x)).toLong()

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf(
                    "val" to TorchType.Int,
                    "fun" to TorchType.Int,
                    "object" to TorchType.Int,
                    "when" to TorchType.Int,
                    "typealias" to TorchType.Int,
                    "it" to TorchType.Int,
                    "interface" to TorchType.Int,
                ),
                TorchType.Int,
            ),
            MethodSignature("close", emptyList(), TorchType.None),
            MethodSignature("equals", listOf("other" to TorchType.Int), TorchType.Bool),
            MethodSignature("fun", emptyList(), TorchType.Int),
            MethodSignature("hashCode", emptyList(), TorchType.Int),
            MethodSignature("invoke", listOf("x" to TorchType.Int), TorchType.Int),
            MethodSignature("load", listOf("path" to TorchType.Str), TorchType.Str),
            MethodSignature("toString", emptyList(), TorchType.Str),
            MethodSignature("when", listOf("x" to TorchType.Int), TorchType.Int),
        )

        private val api = ModelApi(
            className = "NamesKotlin",
            methods = mapOf(
                "forward" to listOf(
                    "val: int",
                    "fun: int",
                    "object: int",
                    "when: int",
                    "typealias: int",
                    "it: int",
                    "interface: int",
                    "-> int",
                ),
                "close" to listOf("-> NoneType"),
                "equals" to listOf("other: int", "-> bool"),
                "fun" to listOf("-> int"),
                "hashCode" to listOf("-> int"),
                "invoke" to listOf("x: int", "-> int"),
                "load" to listOf("path: str", "-> str"),
                "toString" to listOf("-> str"),
                "when" to listOf("x: int", "-> int"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.nameskotlin",
            name = "NamesKotlin.ptl",
            size = 3207,
            crc32 = 0xfc64a89d,
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
        public fun load(path: String): NamesKotlin {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): NamesKotlin {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): NamesKotlin {
            val module = loadTorchModule(path, signatures)
            return NamesKotlin(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): NamesKotlin {
            val module = loadTorchModule(bytes, signatures)
            return NamesKotlin(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): NamesKotlin = load(bundledModelPath(bundled))
    }
}
