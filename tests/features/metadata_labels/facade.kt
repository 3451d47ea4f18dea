package com.example.pets

import com.example.pets.torch.BundledModel
import com.example.pets.torch.IValue
import com.example.pets.torch.MethodSignature
import com.example.pets.torch.Tensor
import com.example.pets.torch.TorchException
import com.example.pets.torch.TorchModule
import com.example.pets.torch.TorchType
import com.example.pets.torch.bundledModelPath
import com.example.pets.torch.check.ModelApi
import com.example.pets.torch.deepToString
import com.example.pets.torch.loadTorchModule

/**
 * The model in `model.ptl` (class `Pets`, 7 methods). Calls block: keep them off the main thread.
 *
 * [PetsLabels] has the labels of results.
 */
public class Pets(private val module: TorchModule) : AutoCloseable {
    /**
     * TorchScript: `forward(self, x: Tensor) -> Tensor`
     *
     * @return `float32[batch, 3]`; 3 labels: cat, a "dog" $x, Guinea pig.
     */
    @Throws(TorchException::class)
    public fun forward(x: Tensor): Tensor = module.runMethod("forward", IValue.from(x)).toTensor()

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(x: Tensor): Tensor = forward(x)

    /** TorchScript: `best(self, x: Tensor) -> Tuple[int, Tuple[int, Tensor]]` */
    @Throws(TorchException::class)
    public fun best(x: Tensor): BestResult = toBestResult(module.runMethod("best", IValue.from(x)))

    /**
     * TorchScript: `many(self, x: Tensor) -> Tensor`
     *
     * @return 1500 labels: class number 0, class number 1, class number 2, class number 3 and 1496 more.
     */
    @Throws(TorchException::class)
    public fun many(x: Tensor): Tensor = module.runMethod("many", IValue.from(x)).toTensor()

    /**
     * TorchScript: `order(self, x: Tensor) -> List[int]`
     *
     * @return 3 labels: cat, a "dog" $x, Guinea pig.
     */
    @Throws(TorchException::class)
    public fun order(x: Tensor): LongArray = module.runMethod("order", IValue.from(x)).toLongList()

    /**
     * TorchScript: `precise(self, x: Tensor) -> Tensor`
     *
     * @return 3 labels: cat, a "dog" $x, Guinea pig.
     */
    @Throws(TorchException::class)
    public fun precise(x: Tensor): Tensor = module.runMethod("precise", IValue.from(x)).toTensor()

    /** TorchScript: `seen(self, x: Tensor) -> Seen` */
    @Throws(TorchException::class)
    public fun seen(x: Tensor): Seen = toSeen(module.runMethod("seen", IValue.from(x)))

    /**
     * TorchScript: `segment(self, x: Tensor) -> Dict[str, Tensor]`
     *
     * @return `out`: `[_, 3, height, width]`; 3 labels: cat, a "dog" $x, cat. `aux-1`: `int64[_, height, width]`; 3
     *     labels: cat, a "dog" $x, Guinea pig.
     */
    @Throws(TorchException::class)
    public fun segment(x: Tensor): Map<String, Tensor> =
        module.runMethod("segment", IValue.from(x)).toDictStringKey().mapValues { it.value.toTensor() }

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature("forward", listOf("x" to TorchType.Tensor), TorchType.Tensor),
            MethodSignature(
                "best",
                listOf("x" to TorchType.Tensor),
                TorchType.Tuple(TorchType.Int, TorchType.Tuple(TorchType.Int, TorchType.Tensor)),
            ),
            MethodSignature("many", listOf("x" to TorchType.Tensor), TorchType.Tensor),
            MethodSignature("order", listOf("x" to TorchType.Tensor), TorchType.List(TorchType.Int)),
            MethodSignature("precise", listOf("x" to TorchType.Tensor), TorchType.Tensor),
            MethodSignature(
                "seen",
                listOf("x" to TorchType.Tensor),
                TorchType.NamedTuple("Seen", TorchType.Int, TorchType.Tensor),
            ),
            MethodSignature(
                "segment",
                listOf("x" to TorchType.Tensor),
                TorchType.Dict(TorchType.Str, TorchType.Tensor),
            ),
        )

        private val api = ModelApi(
            className = "Pets",
            methods = mapOf(
                "forward" to listOf("x: Tensor", "-> Tensor"),
                "best" to listOf("x: Tensor", "-> Tuple[int, Tuple[int, Tensor]]"),
                "many" to listOf("x: Tensor", "-> Tensor"),
                "order" to listOf("x: Tensor", "-> List[int]"),
                "precise" to listOf("x: Tensor", "-> Tensor"),
                "seen" to listOf("x: Tensor", "-> Seen"),
                "segment" to listOf("x: Tensor", "-> Dict[str, Tensor]"),
            ),
            namedTuples = listOf(
                "Seen" to listOf("cls: int", "scores: Tensor"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.pets",
            name = "Pets.ptl",
            size = 36603,
            crc32 = 0x67887d1e,
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
        public fun load(path: String): Pets {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): Pets {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): Pets {
            val module = loadTorchModule(path, signatures)
            return Pets(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): Pets {
            val module = loadTorchModule(bytes, signatures)
            return Pets(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): Pets = load(bundledModelPath(bundled))
    }
}

/**
 * Tuple `Tuple[int, Tuple[int, Tensor]]` of the model.
 *
 * @property top 3 labels: cat, a "dog" $x, Guinea pig.
 */
public class BestResult internal constructor(public val top: Long, public val second: BestResultSecond) {
    public operator fun component1(): Long = top

    public operator fun component2(): BestResultSecond = second

    override fun toString(): String = deepToString("BestResult", "top" to top, "second" to second)
}

/**
 * Tuple `Tuple[int, Tensor]` of the model.
 *
 * @property first 2 labels: a, b.
 * @property second 3 labels: cat, a "dog" $x, cat.
 */
public class BestResultSecond internal constructor(public val first: Long, public val second: Tensor) {
    public operator fun component1(): Long = first

    public operator fun component2(): Tensor = second

    override fun toString(): String = deepToString("BestResultSecond", "first" to first, "second" to second)
}

/**
 * NamedTuple `Seen` of the model.
 *
 * @property cls 11 labels: values, class, TableLamp, crème brûlée and 7 more.
 * @property scores 3 labels: cat, a "dog" $x, cat.
 */
public class Seen internal constructor(public val cls: Long, public val scores: Tensor) {
    override fun toString(): String = deepToString("Seen", "cls" to cls, "scores" to scores)
}

private fun toBestResult(value: IValue): BestResult {
    val fields = value.toTuple()
    return BestResult(top = fields[0].toLong(), second = toBestResultSecond(fields[1]))
}

private fun toBestResultSecond(value: IValue): BestResultSecond {
    val fields = value.toTuple()
    return BestResultSecond(first = fields[0].toLong(), second = fields[1].toTensor())
}

private fun toSeen(value: IValue): Seen {
    val fields = value.toTuple()
    return Seen(cls = fields[0].toLong(), scores = fields[1].toTensor())
}
