package com.example.widelines

import com.example.widelines.torch.BundledModel
import com.example.widelines.torch.IValue
import com.example.widelines.torch.MethodSignature
import com.example.widelines.torch.TorchException
import com.example.widelines.torch.TorchModule
import com.example.widelines.torch.TorchType
import com.example.widelines.torch.bundledModelPath
import com.example.widelines.torch.check.ModelApi
import com.example.widelines.torch.deepEquals
import com.example.widelines.torch.deepHashCode
import com.example.widelines.torch.deepToString
import com.example.widelines.torch.loadTorchModule

/** The model in `model.ptl` (class `WideLines`, 3 methods). Calls block: keep them off the main thread. */
public class WideLines(private val module: TorchModule) : AutoCloseable {
    /**
     * TorchScript: `forward(self, measurement_of_the_current_session: MeasurementWithUncertainty,
     * weights_of_the_current_session: Optional[Dict[str, List[float]]]=None) -> MeasurementWithUncertainty`
     */
    @Throws(TorchException::class)
    public fun forward(
        measurementOfTheCurrentSession: MeasurementWithUncertainty,
        weightsOfTheCurrentSession: Map<String, DoubleArray>? = null,
    ): MeasurementWithUncertainty = toMeasurementWithUncertainty(
        module.runMethod(
            "forward",
            fromMeasurementWithUncertainty(measurementOfTheCurrentSession),
            weightsOfTheCurrentSession?.let { fromDoubleArrayMap(it) } ?: IValue.optionalNull(),
        ),
    )

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(
        measurementOfTheCurrentSession: MeasurementWithUncertainty,
        weightsOfTheCurrentSession: Map<String, DoubleArray>? = null,
    ): MeasurementWithUncertainty = forward(measurementOfTheCurrentSession, weightsOfTheCurrentSession)

    /**
     * TorchScript: `combine(self, first_measurement: MeasurementWithUncertainty, second_measurement_and_its_weight:
     * Tuple[List[float], float]) -> Tuple[Dict[int, List[Dict[str, List[float]]]], Optional[List[Optional[float]]],
     * List[Tuple[str, List[float]]]]`
     */
    @Throws(TorchException::class)
    public fun combine(
        firstMeasurement: MeasurementWithUncertainty,
        secondMeasurementAndItsWeight: CombineSecondMeasurementAndItsWeight,
    ): CombineResult = toCombineResult(
        module.runMethod(
            "combine",
            fromMeasurementWithUncertainty(firstMeasurement),
            fromCombineSecondMeasurementAndItsWeight(secondMeasurementAndItsWeight),
        ),
    )

    /**
     * TorchScript: `defaults(self, x: List[int]=[1000000, 2000000, 3000000, 4000000, 5000000, 6000000, 7000000,
     * 8000000, 9000000], y: List[str]=['a rather long text', 'another rather long text', 'one more rather long
     * text', 'the last'], z: int=1) -> int`
     */
    @Throws(TorchException::class)
    public fun defaults(
        x: LongArray = longArrayOf(1000000, 2000000, 3000000, 4000000, 5000000, 6000000, 7000000, 8000000, 9000000),
        y: List<String> = listOf(
            "a rather long text",
            "another rather long text",
            "one more rather long text",
            "the last",
        ),
        z: Long = 1,
    ): Long = module.runMethod(
        "defaults",
        IValue.listFrom(*x),
        IValue.listFrom(y.map { IValue.from(it) }),
        IValue.from(z),
    ).toLong()

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf(
                    "measurement_of_the_current_session" to TorchType.NamedTuple(
                        "MeasurementWithUncertainty",
                        TorchType.Float,
                        TorchType.Float,
                        TorchType.Int,
                        TorchType.Str,
                        TorchType.List(TorchType.List(TorchType.Float)),
                    ),
                    "weights_of_the_current_session" to TorchType.Optional(
                        TorchType.Dict(TorchType.Str, TorchType.List(TorchType.Float)),
                    ),
                ),
                TorchType.NamedTuple(
                    "MeasurementWithUncertainty",
                    TorchType.Float,
                    TorchType.Float,
                    TorchType.Int,
                    TorchType.Str,
                    TorchType.List(TorchType.List(TorchType.Float)),
                ),
            ),
            MethodSignature(
                "combine",
                listOf(
                    "first_measurement" to TorchType.NamedTuple(
                        "MeasurementWithUncertainty",
                        TorchType.Float,
                        TorchType.Float,
                        TorchType.Int,
                        TorchType.Str,
                        TorchType.List(TorchType.List(TorchType.Float)),
                    ),
                    "second_measurement_and_its_weight" to TorchType.Tuple(
                        TorchType.List(TorchType.Float),
                        TorchType.Float,
                    ),
                ),
                TorchType.Tuple(
                    TorchType.Dict(
                        TorchType.Int,
                        TorchType.List(TorchType.Dict(TorchType.Str, TorchType.List(TorchType.Float))),
                    ),
                    TorchType.Optional(TorchType.List(TorchType.Optional(TorchType.Float))),
                    TorchType.List(TorchType.Tuple(TorchType.Str, TorchType.List(TorchType.Float))),
                ),
            ),
            MethodSignature(
                "defaults",
                listOf(
                    "x" to TorchType.List(TorchType.Int),
                    "y" to TorchType.List(TorchType.Str),
                    "z" to TorchType.Int,
                ),
                TorchType.Int,
            ),
        )

        private val api = ModelApi(
            className = "WideLines",
            methods = mapOf(
                "forward" to listOf(
                    "measurement_of_the_current_session: MeasurementWithUncertainty",
                    "weights_of_the_current_session: Optional[Dict[str, List[float]]]",
                    "-> MeasurementWithUncertainty",
                ),
                "combine" to listOf(
                    "first_measurement: MeasurementWithUncertainty",
                    "second_measurement_and_its_weight: Tuple[List[float], float]",
                    "-> Tuple[Dict[int, List[Dict[str, List[float]]]], Optional[List[Optional[float]]], " +
                        "List[Tuple[str, List[float]]]]",
                ),
                "defaults" to listOf(
                    "x: List[int]=[1000000, 2000000, 3000000, 4000000, 5000000, 6000000, 7000000, 8000000, " +
                        "9000000]",
                    "y: List[str]=['a rather long text', 'another rather long text', 'one more rather long " +
                        "text', 'the last']",
                    "z: int=1",
                    "-> int",
                ),
            ),
            namedTuples = listOf(
                "MeasurementWithUncertainty" to listOf(
                    "measured_value_in_millimetres: float",
                    "standard_uncertainty_in_millimetres: float",
                    "number_of_contributing_samples: int",
                    "identifier_of_the_instrument: str",
                    "intermediate_results_per_sample: List[List[float]]",
                ),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.widelines",
            name = "WideLines.ptl",
            size = 3368,
            crc32 = 0xea061562,
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
        public fun load(path: String): WideLines {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): WideLines {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): WideLines {
            val module = loadTorchModule(path, signatures)
            return WideLines(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): WideLines {
            val module = loadTorchModule(bytes, signatures)
            return WideLines(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): WideLines = load(bundledModelPath(bundled))
    }
}

/** NamedTuple `MeasurementWithUncertainty` of the model. */
public class MeasurementWithUncertainty(
    public val measuredValueInMillimetres: Double,
    public val standardUncertaintyInMillimetres: Double,
    public val numberOfContributingSamples: Long,
    public val identifierOfTheInstrument: String,
    public val intermediateResultsPerSample: List<DoubleArray>,
) {
    private val fields: List<Any?>
        get() = listOf(
            measuredValueInMillimetres,
            standardUncertaintyInMillimetres,
            numberOfContributingSamples,
            identifierOfTheInstrument,
            intermediateResultsPerSample,
        )

    override fun equals(other: Any?): Boolean = other is MeasurementWithUncertainty && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString(
        "MeasurementWithUncertainty",
        "measuredValueInMillimetres" to measuredValueInMillimetres,
        "standardUncertaintyInMillimetres" to standardUncertaintyInMillimetres,
        "numberOfContributingSamples" to numberOfContributingSamples,
        "identifierOfTheInstrument" to identifierOfTheInstrument,
        "intermediateResultsPerSample" to intermediateResultsPerSample,
    )
}

/** Tuple `Tuple[List[float], float]` of the model. */
public class CombineSecondMeasurementAndItsWeight(public val first: DoubleArray, public val second: Double) {
    public operator fun component1(): DoubleArray = first

    public operator fun component2(): Double = second

    private val fields: List<Any?>
        get() = listOf(first, second)

    override fun equals(other: Any?): Boolean =
        other is CombineSecondMeasurementAndItsWeight && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String =
        deepToString("CombineSecondMeasurementAndItsWeight", "first" to first, "second" to second)
}

/**
 * Tuple `Tuple[Dict[int, List[Dict[str, List[float]]]], Optional[List[Optional[float]]], List[Tuple[str,
 * List[float]]]]` of the model.
 */
public class CombineResult internal constructor(
    public val first: Map<Long, List<Map<String, DoubleArray>>>,
    public val second: List<Double?>?,
    public val third: List<CombineResultThird>,
) {
    public operator fun component1(): Map<Long, List<Map<String, DoubleArray>>> = first

    public operator fun component2(): List<Double?>? = second

    public operator fun component3(): List<CombineResultThird> = third

    private val fields: List<Any?>
        get() = listOf(first, second, third)

    override fun equals(other: Any?): Boolean = other is CombineResult && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String =
        deepToString("CombineResult", "first" to first, "second" to second, "third" to third)
}

/** Tuple `Tuple[str, List[float]]` of the model. */
public class CombineResultThird internal constructor(public val first: String, public val second: DoubleArray) {
    public operator fun component1(): String = first

    public operator fun component2(): DoubleArray = second

    private val fields: List<Any?>
        get() = listOf(first, second)

    override fun equals(other: Any?): Boolean = other is CombineResultThird && deepEquals(fields, other.fields)

    override fun hashCode(): Int = deepHashCode(fields)

    override fun toString(): String = deepToString("CombineResultThird", "first" to first, "second" to second)
}

private fun fromMeasurementWithUncertainty(value: MeasurementWithUncertainty): IValue = IValue.tupleFrom(
    IValue.from(value.measuredValueInMillimetres),
    IValue.from(value.standardUncertaintyInMillimetres),
    IValue.from(value.numberOfContributingSamples),
    IValue.from(value.identifierOfTheInstrument),
    IValue.listFrom(value.intermediateResultsPerSample.map { IValue.listFrom(*it) }),
)

private fun fromDoubleArrayMap(value: Map<String, DoubleArray>): IValue =
    IValue.dictStringKeyFrom(value.mapValues { IValue.listFrom(*it.value) })

private fun toMeasurementWithUncertainty(value: IValue): MeasurementWithUncertainty {
    val fields = value.toTuple()
    return MeasurementWithUncertainty(
        measuredValueInMillimetres = fields[0].toDouble(),
        standardUncertaintyInMillimetres = fields[1].toDouble(),
        numberOfContributingSamples = fields[2].toLong(),
        identifierOfTheInstrument = fields[3].toStr(),
        intermediateResultsPerSample = fields[4].toList().map { it.toDoubleList() },
    )
}

private fun fromCombineSecondMeasurementAndItsWeight(value: CombineSecondMeasurementAndItsWeight): IValue =
    IValue.tupleFrom(IValue.listFrom(*value.first), IValue.from(value.second))

private fun toCombineResult(value: IValue): CombineResult {
    val fields = value.toTuple()
    return CombineResult(
        first = fields[0].toDictLongKey().mapValues { toDoubleArrayMapList(it.value) },
        second = fields[1].orNull { toOptionalDoubleList(it) },
        third = fields[2].toList().map { toCombineResultThird(it) },
    )
}

private fun toDoubleArrayMapList(value: IValue): List<Map<String, DoubleArray>> =
    value.toList().map { toDoubleArrayMap(it) }

private fun toDoubleArrayMap(value: IValue): Map<String, DoubleArray> =
    value.toDictStringKey().mapValues { it.value.toDoubleList() }

private fun toOptionalDoubleList(value: IValue): List<Double?> = value.toList().map { toOptionalDouble(it) }

private fun toOptionalDouble(value: IValue): Double? = value.orNull { it.toDouble() }

private fun toCombineResultThird(value: IValue): CombineResultThird {
    val fields = value.toTuple()
    return CombineResultThird(first = fields[0].toStr(), second = fields[1].toDoubleList())
}
