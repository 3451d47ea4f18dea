package com.example.namescase

import com.example.namescase.torch.BundledModel
import com.example.namescase.torch.IValue
import com.example.namescase.torch.MethodSignature
import com.example.namescase.torch.TorchException
import com.example.namescase.torch.TorchModule
import com.example.namescase.torch.TorchType
import com.example.namescase.torch.bundledModelPath
import com.example.namescase.torch.check.ModelApi
import com.example.namescase.torch.loadTorchModule

/** The model in `model.ptl` (class `NamesCase`, 5 methods). Calls block: keep them off the main thread. */
public class NamesCase(private val module: TorchModule) : AutoCloseable {
    /**
     * TorchScript: `forward(self, snake_case_name: int, camelCase: int, PascalCase: int, UPPER_CASE: int, __dunder:
     * int) -> int`
     */
    @Throws(TorchException::class)
    public fun forward(snakeCaseName: Long, camelCase: Long, pascalCase: Long, upperCase: Long, dunder: Long): Long =
        module.runMethod(
            "forward",
            IValue.from(snakeCaseName),
            IValue.from(camelCase),
            IValue.from(pascalCase),
            IValue.from(upperCase),
            IValue.from(dunder),
        ).toLong()

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(
        snakeCaseName: Long,
        camelCase: Long,
        pascalCase: Long,
        upperCase: Long,
        dunder: Long,
    ): Long = forward(snakeCaseName, camelCase, pascalCase, upperCase, dunder)

    /** TorchScript: `DoIt(self) -> int` */
    @Throws(TorchException::class)
    public fun doItMethod(): Long = module.runMethod("DoIt").toLong()

    /** TorchScript: `clash(self, A: int, a: int, a_b: int, aB: int, a__b: int, b_: int, _b: int) -> int` */
    @Throws(TorchException::class)
    public fun clash(
        aArgument: Long,
        a: Long,
        aBArgument: Long,
        aB: Long,
        aBArgument2: Long,
        b: Long,
        bArgument: Long,
    ): Long = module.runMethod(
        "clash",
        IValue.from(aArgument),
        IValue.from(a),
        IValue.from(aBArgument),
        IValue.from(aB),
        IValue.from(aBArgument2),
        IValue.from(b),
        IValue.from(bArgument),
    ).toLong()

    /** TorchScript: `doIt(self) -> int` */
    @Throws(TorchException::class)
    public fun doIt(): Long = module.runMethod("doIt").toLong()

    /** TorchScript: `do_it(self) -> int` */
    @Throws(TorchException::class)
    public fun doItMethod2(): Long = module.runMethod("do_it").toLong()

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf(
                    "snake_case_name" to TorchType.Int,
                    "camelCase" to TorchType.Int,
                    "PascalCase" to TorchType.Int,
                    "UPPER_CASE" to TorchType.Int,
                    "__dunder" to TorchType.Int,
                ),
                TorchType.Int,
            ),
            MethodSignature("DoIt", emptyList(), TorchType.Int),
            MethodSignature(
                "clash",
                listOf(
                    "A" to TorchType.Int,
                    "a" to TorchType.Int,
                    "a_b" to TorchType.Int,
                    "aB" to TorchType.Int,
                    "a__b" to TorchType.Int,
                    "b_" to TorchType.Int,
                    "_b" to TorchType.Int,
                ),
                TorchType.Int,
            ),
            MethodSignature("doIt", emptyList(), TorchType.Int),
            MethodSignature("do_it", emptyList(), TorchType.Int),
        )

        private val api = ModelApi(
            className = "NamesCase",
            methods = mapOf(
                "forward" to listOf(
                    "snake_case_name: int",
                    "camelCase: int",
                    "PascalCase: int",
                    "UPPER_CASE: int",
                    "__dunder: int",
                    "-> int",
                ),
                "DoIt" to listOf("-> int"),
                "clash" to listOf(
                    "A: int",
                    "a: int",
                    "a_b: int",
                    "aB: int",
                    "a__b: int",
                    "b_: int",
                    "_b: int",
                    "-> int",
                ),
                "doIt" to listOf("-> int"),
                "do_it" to listOf("-> int"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.namescase",
            name = "NamesCase.ptl",
            size = 2549,
            crc32 = 0xb2422c2c,
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
        public fun load(path: String): NamesCase {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): NamesCase {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): NamesCase {
            val module = loadTorchModule(path, signatures)
            return NamesCase(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): NamesCase {
            val module = loadTorchModule(bytes, signatures)
            return NamesCase(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): NamesCase = load(bundledModelPath(bundled))
    }
}
