package com.example.guards

import com.example.guards.torch.BundledModel
import com.example.guards.torch.DType
import com.example.guards.torch.IValue
import com.example.guards.torch.MethodGuard
import com.example.guards.torch.MethodSignature
import com.example.guards.torch.Tensor
import com.example.guards.torch.TensorGuard
import com.example.guards.torch.TorchException
import com.example.guards.torch.TorchModule
import com.example.guards.torch.TorchType
import com.example.guards.torch.bundledModelPath
import com.example.guards.torch.check.ModelApi
import com.example.guards.torch.deepToString
import com.example.guards.torch.loadTorchModule

/** The model in `model.ptl` (class `Guards`, 7 methods). Calls block: keep them off the main thread. */
public class Guards(private val module: TorchModule) : AutoCloseable {
    /**
     * TorchScript: `forward(self, tokens: Tensor, mask: Optional[Tensor]=None, forward_guard: int=1) -> Tensor`
     *
     * @param inputIds `int64[batch, length]`.
     * @param mask `float32[batch, length]`.
     * @param forwardGuard At least 1.
     */
    @Throws(TorchException::class)
    public fun forward(inputIds: Tensor, mask: Tensor? = null, forwardGuard: Long = 1): Tensor {
        forwardGuardValue.check(inputIds, mask)
        return module.runMethod(
            "forward",
            IValue.from(inputIds),
            IValue.from(mask),
            IValue.from(forwardGuard),
        ).toTensor()
    }

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(inputIds: Tensor, mask: Tensor? = null, forwardGuard: Long = 1): Tensor =
        forward(inputIds, mask, forwardGuard)

    /**
     * TorchScript: `free(self, x: Tensor) -> Tensor`
     *
     * @param x Whatever.
     * @return `float32`.
     */
    @Throws(TorchException::class)
    public fun free(x: Tensor): Tensor = module.runMethod("free", IValue.from(x)).toTensor()

    /**
     * TorchScript: `layered(self, layers: List[List[Tuple[Tensor, List[Tensor]]]], by_name: Optional[Dict[str,
     * Optional[Tuple[int, Tensor]]]]=None) -> Tensor`
     */
    @Throws(TorchException::class)
    public fun layered(layers: List<List<LayeredLayers>>, byName: Map<String, LayeredByName?>? = null): Tensor {
        layeredGuard.check(
            layers.map { it.map { it.first } },
            layers.map { it.map { it.second } },
            byName?.get("one")?.second,
            byName?.minus(setOf("one"))?.mapValues { it.value?.second },
        )
        return module.runMethod(
            "layered",
            IValue.listFrom(layers.map { fromLayeredLayersList(it) }),
            byName?.let { fromOptionalLayeredByNameMap(it) } ?: IValue.optionalNull(),
        ).toTensor()
    }

    /**
     * TorchScript: `named(self, inputs: Dict[str, Tensor], by_number: Optional[Dict[int, Tensor]]=None) -> Tensor`
     *
     * @param inputs `le"ft$`: `int64`. `left`: `[2]`. Others: `float32`.
     * @param byNumber `-1`: `int64`. Others: `[_, _, _]`.
     */
    @Throws(TorchException::class)
    public fun named(inputs: Map<String, Tensor>, byNumber: Map<Long, Tensor>? = null): Tensor {
        namedGuard.check(
            inputs["le\"ft\$"],
            inputs["left"],
            inputs.minus(setOf("le\"ft\$", "left")),
            byNumber?.get(-1L),
            byNumber?.minus(setOf(-1L)),
        )
        return module.runMethod(
            "named",
            IValue.dictStringKeyFrom(inputs.mapValues { IValue.from(it.value) }),
            byNumber?.let { fromTensorLongMap(it) } ?: IValue.optionalNull(),
        ).toTensor()
    }

    /**
     * TorchScript: `reset(self, seed: Tensor) -> NoneType`
     *
     * @param seed `int64[]`.
     */
    @Throws(TorchException::class)
    public fun reset(seed: Tensor) {
        resetGuard.check(seed)
        module.runMethod("reset", IValue.from(seed))
    }

    /**
     * TorchScript: `step(self, frame: Tensor, state: List[List[Tensor]]) -> List[List[Tensor]]`
     *
     * @param frame `[size]`.
     * @param state Each: Each: `float32[size]`.
     */
    @Throws(TorchException::class)
    public fun step(frame: Tensor, state: List<List<Tensor>>): List<List<Tensor>> {
        stepGuard.check(frame, state)
        return module.runMethod(
            "step",
            IValue.from(frame),
            IValue.listFrom(state.map { fromTensorList(it) }),
        ).toList().map { toTensorList(it) }
    }

    /** TorchScript: `windows(self, window: Window, pair: Optional[Tuple[Tensor, Tensor]]=None) -> Tensor` */
    @Throws(TorchException::class)
    public fun windows(window: Window, pair: Pair2? = null): Tensor {
        windowsGuard.check(window.frames, window.mask, pair?.scale, pair?.second)
        return module.runMethod(
            "windows",
            fromWindow(window),
            pair?.let { fromPair2(it) } ?: IValue.optionalNull(),
        ).toTensor()
    }

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf(
                    "tokens" to TorchType.Tensor,
                    "mask" to TorchType.Optional(TorchType.Tensor),
                    "forward_guard" to TorchType.Int,
                ),
                TorchType.Tensor,
            ),
            MethodSignature("free", listOf("x" to TorchType.Tensor), TorchType.Tensor),
            MethodSignature(
                "layered",
                listOf(
                    "layers" to TorchType.List(
                        TorchType.List(TorchType.Tuple(TorchType.Tensor, TorchType.List(TorchType.Tensor))),
                    ),
                    "by_name" to TorchType.Optional(
                        TorchType.Dict(
                            TorchType.Str,
                            TorchType.Optional(TorchType.Tuple(TorchType.Int, TorchType.Tensor)),
                        ),
                    ),
                ),
                TorchType.Tensor,
            ),
            MethodSignature(
                "named",
                listOf(
                    "inputs" to TorchType.Dict(TorchType.Str, TorchType.Tensor),
                    "by_number" to TorchType.Optional(TorchType.Dict(TorchType.Int, TorchType.Tensor)),
                ),
                TorchType.Tensor,
            ),
            MethodSignature("reset", listOf("seed" to TorchType.Tensor), TorchType.None),
            MethodSignature(
                "step",
                listOf("frame" to TorchType.Tensor, "state" to TorchType.List(TorchType.List(TorchType.Tensor))),
                TorchType.List(TorchType.List(TorchType.Tensor)),
            ),
            MethodSignature(
                "windows",
                listOf(
                    "window" to TorchType.NamedTuple(
                        "Window",
                        TorchType.Tensor,
                        TorchType.Optional(TorchType.Tensor),
                        TorchType.Int,
                    ),
                    "pair" to TorchType.Optional(TorchType.Tuple(TorchType.Tensor, TorchType.Tensor)),
                ),
                TorchType.Tensor,
            ),
        )

        private val forwardGuardValue = MethodGuard(
            "forward",
            TensorGuard("inputIds", DType.INT64, listOf("batch", "length")),
            TensorGuard("mask", DType.FLOAT32, listOf("batch", "length")),
        )

        private val layeredGuard = MethodGuard(
            "layered",
            TensorGuard("layers", DType.INT64, null, "", ".first"),
            TensorGuard("layers", null, listOf("size"), "", ".second"),
            TensorGuard("byName[one].second", null, listOf(1)),
            TensorGuard("byName", null, listOf("size"), ".second"),
        )

        private val namedGuard = MethodGuard(
            "named",
            TensorGuard("inputs[le\"ft\$]", DType.INT64, null),
            TensorGuard("inputs[left]", null, listOf(2)),
            TensorGuard("inputs", DType.FLOAT32, null),
            TensorGuard("byNumber[-1]", DType.INT64, null),
            TensorGuard("byNumber", null, listOf("_", "_", "_")),
        )

        private val resetGuard = MethodGuard("reset", TensorGuard("seed", DType.INT64, emptyList()))

        private val stepGuard = MethodGuard(
            "step",
            TensorGuard("frame", null, listOf("size")),
            TensorGuard("state", DType.FLOAT32, listOf("size")),
        )

        private val windowsGuard = MethodGuard(
            "windows",
            TensorGuard("window.frames", DType.FLOAT32, listOf("frames", 4)),
            TensorGuard("window.mask", null, listOf("frames", "_")),
            TensorGuard("pair.scale", null, emptyList()),
            TensorGuard("pair.second", DType.FLOAT32, listOf("frames", 4)),
        )

        private val api = ModelApi(
            className = "Guards",
            methods = mapOf(
                "forward" to listOf("tokens: Tensor", "mask: Optional[Tensor]", "forward_guard: int=1", "-> Tensor"),
                "free" to listOf("x: Tensor", "-> Tensor"),
                "layered" to listOf(
                    "layers: List[List[Tuple[Tensor, List[Tensor]]]]",
                    "by_name: Optional[Dict[str, Optional[Tuple[int, Tensor]]]]",
                    "-> Tensor",
                ),
                "named" to listOf("inputs: Dict[str, Tensor]", "by_number: Optional[Dict[int, Tensor]]", "-> Tensor"),
                "reset" to listOf("seed: Tensor", "-> NoneType"),
                "step" to listOf("frame: Tensor", "state: List[List[Tensor]]", "-> List[List[Tensor]]"),
                "windows" to listOf("window: Window", "pair: Optional[Tuple[Tensor, Tensor]]", "-> Tensor"),
            ),
            namedTuples = listOf(
                "Window" to listOf("frames: Tensor", "mask: Optional[Tensor]", "length: int"),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.guards",
            name = "Guards.ptl",
            size = 6069,
            crc32 = 0x662a743c,
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
        public fun load(path: String): Guards {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): Guards {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): Guards {
            val module = loadTorchModule(path, signatures)
            return Guards(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): Guards {
            val module = loadTorchModule(bytes, signatures)
            return Guards(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): Guards = load(bundledModelPath(bundled))
    }
}

/**
 * Tuple `Tuple[Tensor, List[Tensor]]` of the model.
 *
 * @property first `int64`.
 * @property second Each: `[size]`.
 */
public class LayeredLayers(public val first: Tensor, public val second: List<Tensor>) {
    public operator fun component1(): Tensor = first

    public operator fun component2(): List<Tensor> = second

    override fun toString(): String = deepToString("LayeredLayers", "first" to first, "second" to second)
}

/**
 * Tuple `Tuple[int, Tensor]` of the model.
 *
 * @property second `[size]`. Or: `[1]`.
 */
public class LayeredByName(public val first: Long, public val second: Tensor) {
    public operator fun component1(): Long = first

    public operator fun component2(): Tensor = second

    override fun toString(): String = deepToString("LayeredByName", "first" to first, "second" to second)
}

/**
 * NamedTuple `Window` of the model.
 *
 * @property frames `float32[frames, 4]`.
 * @property mask `[frames, _]`.
 */
public class Window(public val frames: Tensor, public val mask: Tensor?, public val length: Long) {
    override fun toString(): String = deepToString("Window", "frames" to frames, "mask" to mask, "length" to length)
}

/**
 * Tuple `Tuple[Tensor, Tensor]` of the model.
 *
 * @property scale `[]`.
 * @property second `float32[frames, 4]`.
 */
public class Pair2(public val scale: Tensor, public val second: Tensor) {
    public operator fun component1(): Tensor = scale

    public operator fun component2(): Tensor = second

    override fun toString(): String = deepToString("Pair2", "scale" to scale, "second" to second)
}

private fun fromLayeredLayersList(value: List<LayeredLayers>): IValue =
    IValue.listFrom(value.map { fromLayeredLayers(it) })

private fun fromLayeredLayers(value: LayeredLayers): IValue =
    IValue.tupleFrom(IValue.from(value.first), IValue.listFrom(value.second.map { IValue.from(it) }))

private fun fromOptionalLayeredByNameMap(value: Map<String, LayeredByName?>): IValue =
    IValue.dictStringKeyFrom(value.mapValues { fromOptionalLayeredByName(it.value) })

private fun fromOptionalLayeredByName(value: LayeredByName?): IValue =
    value?.let { fromLayeredByName(it) } ?: IValue.optionalNull()

private fun fromLayeredByName(value: LayeredByName): IValue =
    IValue.tupleFrom(IValue.from(value.first), IValue.from(value.second))

private fun fromTensorLongMap(value: Map<Long, Tensor>): IValue =
    IValue.dictLongKeyFrom(value.mapValues { IValue.from(it.value) })

private fun fromTensorList(value: List<Tensor>): IValue = IValue.listFrom(value.map { IValue.from(it) })

private fun toTensorList(value: IValue): List<Tensor> = value.toList().map { it.toTensor() }

private fun fromWindow(value: Window): IValue =
    IValue.tupleFrom(IValue.from(value.frames), IValue.from(value.mask), IValue.from(value.length))

private fun fromPair2(value: Pair2): IValue = IValue.tupleFrom(IValue.from(value.scale), IValue.from(value.second))
