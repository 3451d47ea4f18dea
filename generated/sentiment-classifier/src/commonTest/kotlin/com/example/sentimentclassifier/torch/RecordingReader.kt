package com.example.sentimentclassifier.torch

/** Reads a `.parity` file from [position] on: little-endian numbers, texts and values with a tag before each. */
internal class RecordingReader(private val bytes: ByteArray, private var position: Int) {
    fun checkMagic() {
        val magic = "KMPPAR\u0000\u0001".encodeToByteArray()
        check(readBytes(magic.size).contentEquals(magic)) { "this is no recording of this version" }
    }

    fun readByte(): Int = bytes[position++].toInt() and 0xFF

    fun readInt(): Int {
        position += Int.SIZE_BYTES
        return bytes.littleEndian(position - Int.SIZE_BYTES, Int.SIZE_BYTES).toInt()
    }

    fun readLong(): Long {
        position += Long.SIZE_BYTES
        return bytes.littleEndian(position - Long.SIZE_BYTES, Long.SIZE_BYTES)
    }

    fun readDouble(): Double = Double.fromBits(readLong())

    fun readString(): String = readBytes(readInt()).decodeToString(throwOnInvalidSequence = true)

    fun readDType(): DType = recordedDTypes[readByte()]

    fun <T> readList(read: RecordingReader.() -> T): List<T> = List(readInt()) { read() }

    /** Where the next case starts, which is passed over. */
    fun skipCase(): Int {
        val size = readInt()
        position += size
        return position - size
    }

    fun readValue(): IValue = when (val kind = readByte()) {
        0 -> IValue.optionalNull()
        1 -> IValue.from(readByte() != 0)
        2 -> IValue.from(readLong())
        3 -> IValue.from(readDouble())
        4 -> IValue.from(readString())
        5 -> IValue.from(readTensor())
        6 -> IValue.listFrom(*BooleanArray(readInt()) { readByte() != 0 })
        7 -> IValue.listFrom(*LongArray(readInt()) { readLong() })
        8 -> IValue.listFrom(*DoubleArray(readInt()) { readDouble() })
        9 -> IValue.listFrom(readList { readValue() })
        10 -> IValue.tupleFrom(*readList { readValue() }.toTypedArray())
        11 -> IValue.dictStringKeyFrom(readList { readString() to readValue() }.toMap())
        12 -> IValue.dictLongKeyFrom(readList { readLong() to readValue() }.toMap())
        else -> error("the recording has a value of kind $kind")
    }

    private fun readTensor(): Tensor {
        val dtype = readDType()
        val shape = LongArray(readInt()) { readLong() }
        val count = shape.fold(1L, Long::times).toInt()
        return Tensor.ofBytes(readBytes(count * dtype.byteCount), dtype, *shape)
    }

    private fun readBytes(size: Int): ByteArray {
        position += size
        return bytes.copyOfRange(position - size, position)
    }
}

/** The [size] bytes from [start] on as one number. */
internal fun ByteArray.littleEndian(start: Int, size: Int): Long {
    var value = 0L
    for (index in start + size - 1 downTo start) value = value shl 8 or (this[index].toLong() and 0xFF)
    return value
}

/** By their codes in a recording. */
private val recordedDTypes = listOf(
    DType.UINT8,
    DType.INT8,
    DType.INT16,
    DType.INT32,
    DType.INT64,
    DType.FLOAT16,
    DType.FLOAT32,
    DType.FLOAT64,
    DType.BOOL,
    DType.BFLOAT16,
)
