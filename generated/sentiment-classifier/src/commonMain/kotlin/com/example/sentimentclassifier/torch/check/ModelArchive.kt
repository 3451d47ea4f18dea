package com.example.sentimentclassifier.torch.check

import com.example.sentimentclassifier.torch.TorchException

/** The zip archive that a `.ptl` file is. What is read of it is stored without compression, as torch always does. */
internal class ModelArchive(private val file: ModelFile) {
    private val members: Map<String, Member> = readMembers(readDirectory())

    /** The first bytes of the member [name], [limit] at most. */
    fun readStart(name: String, limit: Int): ByteArray {
        val member = find(name)
        return read(dataOffset(member), minOf(member.size, limit.toLong()))
    }

    /** The whole member [name]; more than [limit] bytes are refused. */
    fun readAll(name: String, limit: Int): ByteArray {
        val member = find(name)
        if (member.size > limit) throw TorchException("its $name has ${member.size} bytes, more than $limit")
        return read(dataOffset(member), member.size)
    }

    private fun find(name: String): Member {
        val member = members[name]
            ?: throw TorchException("it has no $name; save it with module._save_for_lite_interpreter(...)")
        if (member.isCompressed) throw TorchException("its $name is compressed, which torch never does")
        return member
    }

    private fun dataOffset(member: Member): Long {
        val header = read(member.offset, LOCAL_SIZE)
        return member.offset + LOCAL_SIZE + header.uint16(26) + header.uint16(28)
    }

    /** The central directory, which ends where one of the end records starts. */
    private fun readDirectory(): ByteArray {
        val end = read(file.size - END_SIZE, END_SIZE)
        if (end.uint32(0) != END_SIGNATURE) throw cut()
        var length = end.uint32(12)
        var offset = end.uint32(16)
        if (length == IN_ZIP64 || offset == IN_ZIP64) {
            val locator = read(file.size - END_SIZE - LOCATOR_SIZE, LOCATOR_SIZE)
            val end64 = read(locator.int64(8), END64_SIZE)
            length = end64.int64(40)
            offset = end64.int64(48)
        }
        if (length > MAX_DIRECTORY) throw TorchException("its zip directory has more than $MAX_DIRECTORY bytes")
        return read(offset, length)
    }

    /** The pickles, by their names without the archive's root folder. */
    private fun readMembers(directory: ByteArray): Map<String, Member> = buildMap {
        var at = 0
        while (at < directory.size) {
            if (at + ENTRY_SIZE > directory.size || directory.uint32(at) != ENTRY_SIGNATURE) throw cut()
            val nameEnd = at + ENTRY_SIZE + directory.uint16(at + 28)
            val extraEnd = nameEnd + directory.uint16(at + 30)
            if (extraEnd > directory.size) throw cut()
            val name = directory.decodeToString(at + ENTRY_SIZE, nameEnd)
            if (name.endsWith(".pkl")) {
                put(name.substringAfter('/'), member(directory, at, directory.copyOfRange(nameEnd, extraEnd)))
            }
            at = extraEnd + directory.uint16(at + 32)
        }
    }

    private fun member(directory: ByteArray, at: Int, extra: ByteArray): Member {
        val wide = if (extra.size >= 4 && extra.uint16(0) == 1) extra.copyOfRange(4, extra.size) else ByteArray(0)
        var taken = 0
        val (size, _, offset) = listOf(24, 20, 42).map { field ->
            val value = directory.uint32(at + field)
            if (value != IN_ZIP64) value else wide.int64(taken).also { taken += 8 }
        }
        return Member(directory.uint16(at + 10) != 0, size, offset)
    }

    private fun read(offset: Long, count: Long): ByteArray {
        if (count < 0 || offset < 0) throw cut()
        return file.read(offset, count.toInt()) ?: throw cut()
    }

    private fun cut() = TorchException("its zip directory cannot be read; a part of the file is probably lost")

    private class Member(val isCompressed: Boolean, val size: Long, val offset: Long)

    private companion object {
        const val END_SIGNATURE = 0x06054b50L
        const val ENTRY_SIGNATURE = 0x02014b50L
        const val IN_ZIP64 = 0xffffffffL
        const val END_SIZE = 22L
        const val LOCATOR_SIZE = 20L
        const val END64_SIZE = 56L
        const val LOCAL_SIZE = 30L
        const val ENTRY_SIZE = 46
        const val MAX_DIRECTORY = 4L shl 20
    }
}

internal fun ByteArray.uint16(at: Int): Int = littleEndian(at, 2).toInt()

internal fun ByteArray.uint32(at: Int): Long = littleEndian(at, 4)

internal fun ByteArray.int64(at: Int): Long = littleEndian(at, 8)

internal fun ByteArray.littleEndian(at: Int, count: Int): Long =
    (at + count - 1 downTo at).fold(0L) { value, index -> (value shl 8) or (this[index].toLong() and 0xff) }
