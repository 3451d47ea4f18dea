package com.example.metadatahostile

import com.example.metadatahostile.torch.BundledModel
import com.example.metadatahostile.torch.DType
import com.example.metadatahostile.torch.IValue
import com.example.metadatahostile.torch.MethodGuard
import com.example.metadatahostile.torch.MethodSignature
import com.example.metadatahostile.torch.Tensor
import com.example.metadatahostile.torch.TensorGuard
import com.example.metadatahostile.torch.TorchException
import com.example.metadatahostile.torch.TorchModule
import com.example.metadatahostile.torch.TorchType
import com.example.metadatahostile.torch.bundledModelPath
import com.example.metadatahostile.torch.check.ModelApi
import com.example.metadatahostile.torch.deepEquals
import com.example.metadatahostile.torch.deepHashCode
import com.example.metadatahostile.torch.deepToString
import com.example.metadatahostile.torch.loadTorchModule

/**
 * &#64;return nothing
 * * /
 * / **
 * # title
 * - item
 * code
 * '''
 *
 * &#64;throws x
 * &lt;b>
 * =====
 * | a | b |
 * * / fun x() = 1 / * ${x} $x "\u0041" \ ''' """ 'a' ''' @param x y {@link x} [a] (javascript:b) [forward]
 * &lt;script>alert(1)&lt;/script> &lt;!-- | # - [2J &amp;amp; end
 * xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
 * xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
 * xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
 *
 * * / fun x() = 1 / * ${x} $x "\u0041" \ ''' """ 'a' ''' @param x y {@link x} [a] (javascript:b) [forward]
 * &lt;script>alert(1)&lt;/script> &lt;!-- | # - [2J &amp;amp; end * / fun x() = 1 / * ${x} $x "\u0041" \ ''' """ 'a'
 * ''' @param x y {@link x} [a] (javascript:b) [forward] &lt;script>alert(1)&lt;/script> &lt;!-- | # - [2J &amp;amp;
 * end, by * / fun x() = 1 / * ${x} $x "\u0041" \ ''' """ 'a' ''' @param x y {@link x} [a] (javascript:b) [forward]
 * &lt;script>alert(1)&lt;/script> &lt;!-- | # - [2J &amp;amp; end, licence * / fun x() = 1 / * ${x} $x "\u0041" \ '''
 * """ 'a' ''' @param x y {@link x} [a] (javascript:b) [forward] &lt;script>alert(1)&lt;/script> &lt;!-- | # - [2J
 * &amp;amp; end.
 *
 * The model in `model.ptl` (class `MetadataHostile`, 3 methods). Calls block: keep them off the main thread.
 *
 * [MetadataHostileLabels] has the labels of results.
 */
public class MetadataHostile(private val module: TorchModule) : AutoCloseable {
    /**
     * &#64;return nothing
     * * /
     * / **
     * # title
     * - item
     * code
     * '''
     *
     * &#64;throws x
     * &lt;b>
     * =====
     * | a | b |
     * * / fun x() = 1 / * ${x} $x "\u0041" \ ''' """ 'a' ''' @param x y {@link x} [a] (javascript:b) [forward]
     * &lt;script>alert(1)&lt;/script> &lt;!-- | # - [2J &amp;amp; end
     * xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
     * xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
     * xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
     *
     * TorchScript: `forward(self, x: Tensor) -> Tensor`
     *
     * @param class @return nothing * / / ** # title - item code '''  @throws x &lt;b> ===== | a | b | * / fun x() = 1 /
     *     * ${x} $x "\u0041" \ ''' """ 'a' ''' @param x y {@link x} [a] (javascript:b) [forward]
     *     &lt;script>alert(1)&lt;/script> &lt;!-- | # - [2J &amp;amp; end xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
     *     xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
     *     xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
     *     xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx. `float32[batch, in, _]`; in * / fun x() = 1 / * ${x} $x "\u0041" \ '''
     *     """ 'a' ''' @param x y {@link x} [a] (javascript:b) [forward] &lt;script>alert(1)&lt;/script> &lt;!-- | # -
     *     [2J &amp;amp; end.
     * @return @return nothing * / / ** # title - item code '''  @throws x &lt;b> ===== | a | b | * / fun x() = 1 / *
     *     ${x} $x "\u0041" \ ''' """ 'a' ''' @param x y {@link x} [a] (javascript:b) [forward]
     *     &lt;script>alert(1)&lt;/script> &lt;!-- | # - [2J &amp;amp; end xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
     *     xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
     *     xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
     *     xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx. `float32[batch, in, _]`; 7 labels: a b, * / fun x() = 1 / * ${x} $x
     *     "\u0041" \ ''' """ 'a' ''' @param x y {@link x} [a] (javascript:b) [forward] &lt;script>alert(1)&lt;/script>
     *     &lt;!-- | # - [2J &amp;amp; end, ,   and 3 more.
     */
    @Throws(TorchException::class)
    public fun forward(`class`: Tensor): Tensor {
        forwardGuard.check(`class`)
        return module.runMethod("forward", IValue.from(`class`)).toTensor()
    }

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(`class`: Tensor): Tensor = forward(`class`)

    /** TorchScript: `named(self) -> Pair` */
    @Throws(TorchException::class)
    public fun named(): PairResult = toPairResult(module.runMethod("named"))

    /**
     * * /
     *
     * TorchScript: `pair(self, x: Tensor) -> Tuple[Tuple[int, int], int]`
     *
     * @param it @.
     * @return * / fun x() = 1 / * ${x} $x "\u0041" \ ''' """ 'a' ''' @param x y {@link x} [a] (javascript:b) [forward]
     *     &lt;script>alert(1)&lt;/script> &lt;!-- | # - [2J &amp;amp; end.
     */
    @Throws(TorchException::class)
    public fun pair(it: Tensor): In = toIn(module.runMethod("pair", IValue.from(it)))

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature("forward", listOf("x" to TorchType.Tensor), TorchType.Tensor),
            MethodSignature("named", emptyList(), TorchType.NamedTuple("Pair", TorchType.Int, TorchType.Int)),
            MethodSignature(
                "pair",
                listOf("x" to TorchType.Tensor),
                TorchType.Tuple(TorchType.Tuple(TorchType.Int, TorchType.Int), TorchType.Int),
            ),
        )

        private val forwardGuard = MethodGuard(
            "forward",
            TensorGuard("class", DType.FLOAT32, listOf("batch", "in", "_")),
        )

        private val api = ModelApi(
            className = "MetadataHostile",
            methods = mapOf(
                "forward" to listOf("x: Tensor", "-> Tensor"),
                "named" to listOf("-> Pair"),
                "pair" to listOf("x: Tensor", "-> Tuple[Tuple[int, int], int]"),
            ),
            namedTuples = listOf(
                "Pair" to listOf("left: int", "right: int"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.metadatahostile",
            name = "MetadataHostile.ptl",
            size = 2096,
            crc32 = 0x1db6f2f5,
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
        public fun load(path: String): MetadataHostile {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): MetadataHostile {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): MetadataHostile {
            val module = loadTorchModule(path, signatures)
            return MetadataHostile(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): MetadataHostile {
            val module = loadTorchModule(bytes, signatures)
            return MetadataHostile(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): MetadataHostile = load(bundledModelPath(bundled))
    }
}

/**
 * NamedTuple `Pair` of the model.
 *
 * @property fun * /.
 */
public class PairResult internal constructor(public val `fun`: Long, public val right: Long) {
    private val fields: List<Any?>
        get() = listOf(`fun`, right)

    override fun equals(other: Any?): Boolean = other is PairResult && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString("PairResult", "fun" to `fun`, "right" to right)
}

/**
 * * / fun x() = 1 / * ${x} $x "\u0041" \ ''' """ 'a' ''' @param x y {@link x} [a] (javascript:b) [forward]
 * &lt;script>alert(1)&lt;/script> &lt;!-- | # - [2J &amp;amp; end
 *
 * Tuple `Tuple[Tuple[int, int], int]` of the model.
 *
 * @property when @return nothing * / / ** # title - item code '''  @throws x &lt;b> ===== | a | b | * / fun x() = 1 / *
 *     ${x} $x "\u0041" \ ''' """ 'a' ''' @param x y {@link x} [a] (javascript:b) [forward]
 *     &lt;script>alert(1)&lt;/script> &lt;!-- | # - [2J &amp;amp; end xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
 *     xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
 *     xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
 *     xxxxxxxxxxxxxxxxxxxxxxxxx.
 * @property toString2 * / fun x() = 1 / * ${x} $x "\u0041" \ ''' """ 'a' ''' @param x y {@link x} [a] (javascript:b)
 *     [forward] &lt;script>alert(1)&lt;/script> &lt;!-- | # - [2J &amp;amp; end. 4 labels: * / fun x() = 1 / * ${x} $x
 *     "\u0041" \ ''' """ 'a' ''' @param x y {@link x} [a] (javascript:b) [forward] &lt;script>alert(1)&lt;/script>
 *     &lt;!-- | # - [2J &amp;amp; end, b, c, d.
 */
public class In internal constructor(public val `when`: PairResultFirst, public val toString2: Long) {
    public operator fun component1(): PairResultFirst = `when`

    public operator fun component2(): Long = toString2

    private val fields: List<Any?>
        get() = listOf(`when`, toString2)

    override fun equals(other: Any?): Boolean = other is In && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString("In", "when" to `when`, "toString2" to toString2)
}

/**
 * &#64;return nothing
 * * /
 * / **
 * # title
 * - item
 * code
 * '''
 *
 * &#64;throws x
 * &lt;b>
 * =====
 * | a | b |
 * * / fun x() = 1 / * ${x} $x "\u0041" \ ''' """ 'a' ''' @param x y {@link x} [a] (javascript:b) [forward]
 * &lt;script>alert(1)&lt;/script> &lt;!-- | # - [2J &amp;amp; end
 * xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
 * xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
 * xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
 *
 * Tuple `Tuple[int, int]` of the model.
 *
 * @property object * / fun x() = 1 / * ${x} $x "\u0041" \ ''' """ 'a' ''' @param x y {@link x} [a] (javascript:b)
 *     [forward] &lt;script>alert(1)&lt;/script> &lt;!-- | # - [2J &amp;amp; end.
 */
public class PairResultFirst internal constructor(public val `object`: Long, public val second: Long) {
    public operator fun component1(): Long = `object`

    public operator fun component2(): Long = second

    private val fields: List<Any?>
        get() = listOf(`object`, second)

    override fun equals(other: Any?): Boolean = other is PairResultFirst && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString("PairResultFirst", "object" to `object`, "second" to second)
}

private fun toPairResult(value: IValue): PairResult {
    val fields = value.toTuple()
    return PairResult(`fun` = fields[0].toLong(), right = fields[1].toLong())
}

private fun toIn(value: IValue): In {
    val fields = value.toTuple()
    return In(`when` = toPairResultFirst(fields[0]), toString2 = fields[1].toLong())
}

private fun toPairResultFirst(value: IValue): PairResultFirst {
    val fields = value.toTuple()
    return PairResultFirst(`object` = fields[0].toLong(), second = fields[1].toLong())
}
