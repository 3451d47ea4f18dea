@file:OptIn(ExperimentalForeignApi::class, ExperimentalNativeApi::class)

package kmpgen.standins

import kotlin.concurrent.AtomicLong
import kotlin.experimental.ExperimentalNativeApi
import kotlin.native.ref.createCleaner
import kotlinx.cinterop.ByteVar
import kotlinx.cinterop.CFunction
import kotlinx.cinterop.COpaquePointer
import kotlinx.cinterop.COpaquePointerVar
import kotlinx.cinterop.CPointer
import kotlinx.cinterop.ExperimentalForeignApi
import kotlinx.cinterop.IntVar
import kotlinx.cinterop.LongVar
import kotlinx.cinterop.alloc
import kotlinx.cinterop.allocArray
import kotlinx.cinterop.allocArrayOf
import kotlinx.cinterop.cstr
import kotlinx.cinterop.get
import kotlinx.cinterop.invoke
import kotlinx.cinterop.memScoped
import kotlinx.cinterop.ptr
import kotlinx.cinterop.reinterpret
import kotlinx.cinterop.toKString
import kotlinx.cinterop.usePinned
import kotlinx.cinterop.addressOf
import kotlinx.cinterop.value
import platform.posix.RTLD_LOCAL
import platform.posix.RTLD_NOW
import platform.posix.R_OK
import platform.posix.access
import platform.posix.dlerror
import platform.posix.dlopen
import platform.posix.dlsym
import platform.posix.getenv

/**
 * The wrapper's Objective-C classes as Kotlin classes over the same C core, for a platform without Objective-C.
 *
 * They do what the skin does and no more: PLMLibTorchWrapper.m is the text to compare with. A handle lives as long as
 * its object, which the garbage collector ends.
 */
private object Core {
    private val library = dlopen("KMPGEN_CORE", RTLD_NOW or RTLD_LOCAL) ?: error(dlerror()?.toKString() ?: "dlopen failed")

    // A C bool comes back as a byte: a signed number here, of which only zero or not counts.
    val version = function<() -> Int>("plm_version")
    val lastError = function<() -> CPointer<ByteVar>?>("plm_last_error")

    val moduleLoad = function<(CPointer<ByteVar>?) -> COpaquePointer?>("plm_module_load")
    val moduleLoadBytes = function<(COpaquePointer?, ULong) -> COpaquePointer?>("plm_module_load_bytes")
    val setNumThreads = function<(Long) -> Byte>("plm_set_num_threads")
    val moduleRun = function<(COpaquePointer?, CPointer<ByteVar>?, CPointer<COpaquePointerVar>?, ULong) -> COpaquePointer?>("plm_module_run")
    val moduleClose = function<(COpaquePointer?) -> Unit>("plm_module_close")
    val moduleFree = function<(COpaquePointer?) -> Unit>("plm_module_free")

    val none = function<() -> COpaquePointer?>("plm_none")
    val bool = function<(Byte) -> COpaquePointer?>("plm_bool")
    val int = function<(Long) -> COpaquePointer?>("plm_int")
    val float = function<(Double) -> COpaquePointer?>("plm_float")
    val string = function<(COpaquePointer?, ULong) -> COpaquePointer?>("plm_string")
    val tensor = function<(Int, CPointer<LongVar>?, ULong, COpaquePointer?, ULong) -> COpaquePointer?>("plm_tensor")
    val numberList = function<(Int, COpaquePointer?, ULong) -> COpaquePointer?>("plm_number_list")
    val list = function<(CPointer<ByteVar>?, CPointer<COpaquePointerVar>?, ULong) -> COpaquePointer?>("plm_list")
    val dict = function<(CPointer<ByteVar>?, CPointer<COpaquePointerVar>?, ULong, CPointer<COpaquePointerVar>?, ULong) -> COpaquePointer?>("plm_dict")
    val tuple = function<(CPointer<COpaquePointerVar>?, ULong) -> COpaquePointer?>("plm_tuple")

    val valueClose = function<(COpaquePointer?) -> Unit>("plm_value_close")
    val valueFree = function<(COpaquePointer?) -> Unit>("plm_value_free")
    val valueKind = function<(COpaquePointer?) -> Int>("plm_value_kind")
    val valueBool = function<(COpaquePointer?) -> Byte>("plm_value_bool")
    val valueInt = function<(COpaquePointer?) -> Long>("plm_value_int")
    val valueFloat = function<(COpaquePointer?) -> Double>("plm_value_float")
    val valueCount = function<(COpaquePointer?) -> ULong>("plm_value_count")
    val valueRead = function<(COpaquePointer?, Int, COpaquePointer?, ULong) -> Byte>("plm_value_read")
    val valueItems = function<(COpaquePointer?, CPointer<COpaquePointerVar>?, ULong) -> Byte>("plm_value_items")
    val valueKeys = function<(COpaquePointer?, CPointer<COpaquePointerVar>?, ULong) -> Byte>("plm_value_keys")
    val tensorDType = function<(COpaquePointer?, CPointer<IntVar>?) -> Byte>("plm_tensor_dtype")
    val tensorRank = function<(COpaquePointer?) -> ULong>("plm_tensor_rank")
    val tensorShape = function<(COpaquePointer?, CPointer<LongVar>?, ULong) -> Byte>("plm_tensor_shape")

    private fun <F : Function<*>> function(name: String): CPointer<CFunction<F>> =
        (dlsym(library, name) ?: error("the core has no $name")).reinterpret()
}

private val live = AtomicLong(0)

public actual val liveObjects: Long get() = live.value

public actual class PLMValue private constructor(private val handle: COpaquePointer) {
    @Suppress("unused")
    private val cleaner = createCleaner(handle) { Core.valueFree(it).also { live.decrementAndGet() } }

    init {
        live.incrementAndGet()
    }

    public actual val kind: PLMKind get() = Core.valueKind(handle).toLong()
    public actual val boolValue: Boolean get() = Core.valueBool(handle) != 0.toByte()
    public actual val intValue: Long get() = Core.valueInt(handle)
    public actual val floatValue: Double get() = Core.valueFloat(handle)
    public actual val count: ULong get() = Core.valueCount(handle)
    public actual val items: List<*> get() = values { into, count -> Core.valueItems(handle, into, count) }
    public actual val keys: List<*> get() = values { into, count -> Core.valueKeys(handle, into, count) }
    public actual val rank: ULong get() = Core.tensorRank(handle)

    public actual val dtype: PLMDType
        get() = memScoped {
            val dtype = alloc<IntVar>()
            Core.tensorDType(handle, dtype.ptr)
            dtype.value.toLong()
        }

    public actual val stringValue: String?
        get() {
            if (kind != PLMKindString) return null
            val utf8 = ByteArray(count.toInt() + 1)
            utf8.usePinned { Core.valueRead(handle, PLMDTypeUInt8.toInt(), it.addressOf(0), count) }
            return runCatching { utf8.decodeToString(0, utf8.size - 1, throwOnInvalidSequence = true) }.getOrNull()
        }

    public actual fun getShape(shape: CPointer<LongVar>?, rank: ULong, error: Nothing?): Boolean =
        Core.tensorShape(handle, shape, rank) != 0.toByte()

    public actual fun getElements(
        elements: COpaquePointer?,
        count: ULong,
        dtype: PLMDType,
        error: Nothing?,
    ): Boolean = Core.valueRead(handle, dtype.toInt(), elements, count) != 0.toByte()

    public actual fun close(): Unit = Core.valueClose(handle)

    private fun values(read: (CPointer<COpaquePointerVar>, ULong) -> Byte): List<PLMValue> = memScoped {
        val size = if (kind in containers) count.toInt() else 0
        val handles = allocArray<COpaquePointerVar>(size + 1)
        if (size > 0 && read(handles, size.toULong()) != 0.toByte()) List(size) { PLMValue(handles[it]!!) } else emptyList()
    }

    public actual companion object {
        private val containers = setOf(PLMKindList, PLMKindTuple, PLMKindStringDict, PLMKindIntDict)

        internal fun of(handle: COpaquePointer?): PLMValue? = handle?.let { PLMValue(it) }

        /** Runs [block] on the handles of [values], which stay alive until it ends. */
        internal fun <T> handles(values: List<*>, block: (CPointer<COpaquePointerVar>, ULong) -> T): T = memScoped {
            block(allocArrayOf(values.map { (it as PLMValue).handle }), values.size.toULong())
        }

        public actual fun none(): PLMValue = of(Core.none())!!

        public actual fun valueWithBool(value: Boolean): PLMValue = of(Core.bool(if (value) 1 else 0))!!

        public actual fun valueWithInt(value: Long): PLMValue = of(Core.int(value))!!

        public actual fun valueWithFloat(value: Double): PLMValue = of(Core.float(value))!!

        public actual fun valueWithString(string: String): PLMValue {
            val utf8 = string.encodeToByteArray()
            return (utf8 + 0).usePinned { valueWithUTF8(it.addressOf(0), utf8.size.toULong()) }
        }

        public actual fun valueWithUTF8(bytes: COpaquePointer?, length: ULong): PLMValue = of(Core.string(bytes, length))!!

        public actual fun tensorWithElements(
            elements: COpaquePointer?,
            count: ULong,
            dtype: PLMDType,
            shape: CPointer<LongVar>?,
            rank: ULong,
            error: Nothing?,
        ): PLMValue? = of(Core.tensor(dtype.toInt(), shape, rank, elements, count))

        public actual fun listWithElements(
            elements: COpaquePointer?,
            count: ULong,
            dtype: PLMDType,
            error: Nothing?,
        ): PLMValue? = of(Core.numberList(dtype.toInt(), elements, count))

        public actual fun listOfType(type: String, items: List<*>, error: Nothing?): PLMValue? =
            handles(items) { from, size -> memScoped { of(Core.list(type.cstr.ptr, from, size)) } }

        public actual fun dictOfType(type: String, keys: List<*>, items: List<*>, error: Nothing?): PLMValue? =
            handles(keys) { fromKeys, keyCount ->
                handles(items) { from, size -> memScoped { of(Core.dict(type.cstr.ptr, fromKeys, keyCount, from, size)) } }
            }

        public actual fun tupleOfItems(items: List<*>, error: Nothing?): PLMValue? =
            handles(items) { from, size -> of(Core.tuple(from, size)) }
    }
}

public actual class PLMModule private constructor(private val handle: COpaquePointer) {
    @Suppress("unused")
    private val cleaner = createCleaner(handle) { Core.moduleFree(it).also { live.decrementAndGet() } }

    init {
        live.incrementAndGet()
    }

    public actual fun runMethod(name: String, inputs: List<*>, error: Nothing?): PLMValue? =
        PLMValue.handles(inputs) { from, size ->
            memScoped { PLMValue.of(Core.moduleRun(handle, name.cstr.ptr, from, size)) }
        }

    public actual fun close(): Unit = Core.moduleClose(handle)

    public actual companion object {
        public actual fun moduleWithPath(path: String, error: Nothing?): PLMModule? =
            memScoped { Core.moduleLoad(path.cstr.ptr)?.let { PLMModule(it) } }

        public actual fun moduleWithBytes(bytes: COpaquePointer?, length: ULong, error: Nothing?): PLMModule? =
            Core.moduleLoadBytes(bytes, length)?.let { PLMModule(it) }
    }
}

public actual class PLMRuntime private constructor() {
    public actual companion object {
        public actual fun version(): Long = Core.version().toLong()

        public actual fun lastFailure(): String = Core.lastError()?.toKString().orEmpty()

        public actual fun setNumThreads(count: Long, error: Nothing?): Boolean = Core.setNumThreads(count) != 0.toByte()

        /** There are no bundles: the environment says where an app's resources would be. */
        public actual fun pathForModel(name: String, inFolder: String): String? =
            getenv("KMPGEN_APP_RESOURCES")?.toKString()?.let { "$it/$inFolder/$name" }?.takeIf { access(it, R_OK) == 0 }
    }
}
