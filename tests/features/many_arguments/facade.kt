package com.example.manyarguments

import com.example.manyarguments.torch.BundledModel
import com.example.manyarguments.torch.IValue
import com.example.manyarguments.torch.MethodSignature
import com.example.manyarguments.torch.Tensor
import com.example.manyarguments.torch.TorchException
import com.example.manyarguments.torch.TorchModule
import com.example.manyarguments.torch.TorchType
import com.example.manyarguments.torch.bundledModelPath
import com.example.manyarguments.torch.check.ModelApi
import com.example.manyarguments.torch.loadTorchModule

/** The model in `model.ptl` (class `ManyArguments`, 1 method). Calls block: keep them off the main thread. */
public class ManyArguments(private val module: TorchModule) : AutoCloseable {
    /**
     * TorchScript: `forward(self, a0: int, a1: int, a2: int, a3: int, a4: int, a5: int, a6: int, a7: int, a8: int,
     * a9: int, a10: str='x', a11: float=1.5, a12: Optional[Tensor]=None, a13: Optional[Tensor]=None, a14: str='x',
     * a15: float=1.5, a16: Optional[Tensor]=None, a17: Optional[Tensor]=None, a18: str='x', a19: float=1.5, a20:
     * Optional[Tensor]=None, a21: Optional[Tensor]=None, a22: str='x', a23: float=1.5, a24: Optional[Tensor]=None,
     * a25: Optional[Tensor]=None, a26: str='x', a27: float=1.5, a28: Optional[Tensor]=None, a29:
     * Optional[Tensor]=None, a30: str='x', a31: float=1.5, a32: Optional[Tensor]=None, a33: Optional[Tensor]=None,
     * a34: str='x', a35: float=1.5, a36: Optional[Tensor]=None, a37: Optional[Tensor]=None, a38: str='x', a39:
     * float=1.5) -> int`
     */
    @Throws(TorchException::class)
    public fun forward(
        a0: Long,
        a1: Long,
        a2: Long,
        a3: Long,
        a4: Long,
        a5: Long,
        a6: Long,
        a7: Long,
        a8: Long,
        a9: Long,
        a10: String = "x",
        a11: Double = 1.5,
        a12: Tensor? = null,
        a13: Tensor? = null,
        a14: String = "x",
        a15: Double = 1.5,
        a16: Tensor? = null,
        a17: Tensor? = null,
        a18: String = "x",
        a19: Double = 1.5,
        a20: Tensor? = null,
        a21: Tensor? = null,
        a22: String = "x",
        a23: Double = 1.5,
        a24: Tensor? = null,
        a25: Tensor? = null,
        a26: String = "x",
        a27: Double = 1.5,
        a28: Tensor? = null,
        a29: Tensor? = null,
        a30: String = "x",
        a31: Double = 1.5,
        a32: Tensor? = null,
        a33: Tensor? = null,
        a34: String = "x",
        a35: Double = 1.5,
        a36: Tensor? = null,
        a37: Tensor? = null,
        a38: String = "x",
        a39: Double = 1.5,
    ): Long = module.runMethod(
        "forward",
        IValue.from(a0),
        IValue.from(a1),
        IValue.from(a2),
        IValue.from(a3),
        IValue.from(a4),
        IValue.from(a5),
        IValue.from(a6),
        IValue.from(a7),
        IValue.from(a8),
        IValue.from(a9),
        IValue.from(a10),
        IValue.from(a11),
        IValue.from(a12),
        IValue.from(a13),
        IValue.from(a14),
        IValue.from(a15),
        IValue.from(a16),
        IValue.from(a17),
        IValue.from(a18),
        IValue.from(a19),
        IValue.from(a20),
        IValue.from(a21),
        IValue.from(a22),
        IValue.from(a23),
        IValue.from(a24),
        IValue.from(a25),
        IValue.from(a26),
        IValue.from(a27),
        IValue.from(a28),
        IValue.from(a29),
        IValue.from(a30),
        IValue.from(a31),
        IValue.from(a32),
        IValue.from(a33),
        IValue.from(a34),
        IValue.from(a35),
        IValue.from(a36),
        IValue.from(a37),
        IValue.from(a38),
        IValue.from(a39),
    ).toLong()

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(
        a0: Long,
        a1: Long,
        a2: Long,
        a3: Long,
        a4: Long,
        a5: Long,
        a6: Long,
        a7: Long,
        a8: Long,
        a9: Long,
        a10: String = "x",
        a11: Double = 1.5,
        a12: Tensor? = null,
        a13: Tensor? = null,
        a14: String = "x",
        a15: Double = 1.5,
        a16: Tensor? = null,
        a17: Tensor? = null,
        a18: String = "x",
        a19: Double = 1.5,
        a20: Tensor? = null,
        a21: Tensor? = null,
        a22: String = "x",
        a23: Double = 1.5,
        a24: Tensor? = null,
        a25: Tensor? = null,
        a26: String = "x",
        a27: Double = 1.5,
        a28: Tensor? = null,
        a29: Tensor? = null,
        a30: String = "x",
        a31: Double = 1.5,
        a32: Tensor? = null,
        a33: Tensor? = null,
        a34: String = "x",
        a35: Double = 1.5,
        a36: Tensor? = null,
        a37: Tensor? = null,
        a38: String = "x",
        a39: Double = 1.5,
    ): Long = forward(
        a0,
        a1,
        a2,
        a3,
        a4,
        a5,
        a6,
        a7,
        a8,
        a9,
        a10,
        a11,
        a12,
        a13,
        a14,
        a15,
        a16,
        a17,
        a18,
        a19,
        a20,
        a21,
        a22,
        a23,
        a24,
        a25,
        a26,
        a27,
        a28,
        a29,
        a30,
        a31,
        a32,
        a33,
        a34,
        a35,
        a36,
        a37,
        a38,
        a39,
    )

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf(
                    "a0" to TorchType.Int,
                    "a1" to TorchType.Int,
                    "a2" to TorchType.Int,
                    "a3" to TorchType.Int,
                    "a4" to TorchType.Int,
                    "a5" to TorchType.Int,
                    "a6" to TorchType.Int,
                    "a7" to TorchType.Int,
                    "a8" to TorchType.Int,
                    "a9" to TorchType.Int,
                    "a10" to TorchType.Str,
                    "a11" to TorchType.Float,
                    "a12" to TorchType.Optional(TorchType.Tensor),
                    "a13" to TorchType.Optional(TorchType.Tensor),
                    "a14" to TorchType.Str,
                    "a15" to TorchType.Float,
                    "a16" to TorchType.Optional(TorchType.Tensor),
                    "a17" to TorchType.Optional(TorchType.Tensor),
                    "a18" to TorchType.Str,
                    "a19" to TorchType.Float,
                    "a20" to TorchType.Optional(TorchType.Tensor),
                    "a21" to TorchType.Optional(TorchType.Tensor),
                    "a22" to TorchType.Str,
                    "a23" to TorchType.Float,
                    "a24" to TorchType.Optional(TorchType.Tensor),
                    "a25" to TorchType.Optional(TorchType.Tensor),
                    "a26" to TorchType.Str,
                    "a27" to TorchType.Float,
                    "a28" to TorchType.Optional(TorchType.Tensor),
                    "a29" to TorchType.Optional(TorchType.Tensor),
                    "a30" to TorchType.Str,
                    "a31" to TorchType.Float,
                    "a32" to TorchType.Optional(TorchType.Tensor),
                    "a33" to TorchType.Optional(TorchType.Tensor),
                    "a34" to TorchType.Str,
                    "a35" to TorchType.Float,
                    "a36" to TorchType.Optional(TorchType.Tensor),
                    "a37" to TorchType.Optional(TorchType.Tensor),
                    "a38" to TorchType.Str,
                    "a39" to TorchType.Float,
                ),
                TorchType.Int,
            ),
        )

        private val api = ModelApi(
            className = "ManyArguments",
            methods = mapOf(
                "forward" to listOf(
                    "a0: int",
                    "a1: int",
                    "a2: int",
                    "a3: int",
                    "a4: int",
                    "a5: int",
                    "a6: int",
                    "a7: int",
                    "a8: int",
                    "a9: int",
                    "a10: str='x'",
                    "a11: float=1.5",
                    "a12: Optional[Tensor]",
                    "a13: Optional[Tensor]",
                    "a14: str='x'",
                    "a15: float=1.5",
                    "a16: Optional[Tensor]",
                    "a17: Optional[Tensor]",
                    "a18: str='x'",
                    "a19: float=1.5",
                    "a20: Optional[Tensor]",
                    "a21: Optional[Tensor]",
                    "a22: str='x'",
                    "a23: float=1.5",
                    "a24: Optional[Tensor]",
                    "a25: Optional[Tensor]",
                    "a26: str='x'",
                    "a27: float=1.5",
                    "a28: Optional[Tensor]",
                    "a29: Optional[Tensor]",
                    "a30: str='x'",
                    "a31: float=1.5",
                    "a32: Optional[Tensor]",
                    "a33: Optional[Tensor]",
                    "a34: str='x'",
                    "a35: float=1.5",
                    "a36: Optional[Tensor]",
                    "a37: Optional[Tensor]",
                    "a38: str='x'",
                    "a39: float=1.5",
                    "-> int",
                ),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.manyarguments",
            name = "ManyArguments.ptl",
            size = 2992,
            crc32 = 0x25e4b316,
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
        public fun load(path: String): ManyArguments {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): ManyArguments {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): ManyArguments {
            val module = loadTorchModule(path, signatures)
            return ManyArguments(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): ManyArguments {
            val module = loadTorchModule(bytes, signatures)
            return ManyArguments(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): ManyArguments = load(bundledModelPath(bundled))
    }
}
