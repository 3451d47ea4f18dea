package com.example.sentimentclassifier.torch.check

import com.example.sentimentclassifier.torch.TorchException

/**
 * Reads a pickle as torch writes it. Nothing is imported or called: only data is built, of null, [Boolean], [Long],
 * [Double], [String], [List] and classes of its own.
 */
internal class PickleReader(private val data: ByteArray) {
    private val stack = ArrayList<Any?>()
    private val marks = ArrayList<Int>()
    private val memo = ArrayList<Any?>()
    private var at = 0

    fun read(): Any? {
        repeat(MAX_STEPS) {
            val opcode = uint8()
            if (opcode == '.'.code) return stack.single()
            if (!pushes(opcode) && !combines(opcode)) throw unknown(opcode)
        }
        throw TorchException("a pickle in it has more than $MAX_STEPS steps")
    }

    /** Opcodes that put one value onto the stack. */
    private fun pushes(opcode: Int): Boolean {
        val value: Any? = when (opcode.toChar()) {
            'N' -> null
            '\u0088' -> true
            '\u0089' -> false
            'K' -> uint8().toLong()
            'M' -> data.uint16(skip(2)).toLong()
            'J' -> data.uint32(skip(4)).toInt().toLong()
            '\u008a' -> signed(uint8())
            'G' -> Double.fromBits((0 until 8).fold(0L) { bits, _ -> (bits shl 8) or uint8().toLong() })
            'X', 'T', 'B' -> text(length())
            'U' -> text(uint8())
            ')' -> emptyList<Any?>()
            ']' -> PickledList(ArrayList())
            '}' -> PickledDict(ArrayList())
            'h' -> memo[uint8()]
            'j' -> memo[length()]
            'c' -> PickledName("${line()}.${line()}")
            else -> return false
        }
        stack.add(value)
        return true
    }

    /** Opcodes that work on what is on the stack. The id of a storage stands for the storage. */
    private fun combines(opcode: Int): Boolean {
        when (opcode.toChar()) {
            '\u0080' -> skip(1)
            '(' -> if (stack.lastOrNull() as? String in UNUSED) skipRows() else marks.add(stack.size)
            '\u0085' -> stack.add(takeFrom(stack.size - 1))
            '\u0086' -> stack.add(takeFrom(stack.size - 2))
            '\u0087' -> stack.add(takeFrom(stack.size - 3))
            't' -> stack.add(sinceMark())
            'a' -> stack.removeAt(stack.lastIndex).let { (stack.last() as PickledList).items.add(it) }
            'e' -> sinceMark().let { (stack.last() as PickledList).items.addAll(it) }
            's' -> takeFrom(stack.size - 2).let { (stack.last() as PickledDict).items.addAll(it) }
            'u' -> sinceMark().let { (stack.last() as PickledDict).items.addAll(it) }
            'q' -> remember(uint8(), stack.last())
            'r' -> remember(length(), stack.last())
            'R', '\u0081' -> stack.add(call(takeFrom(stack.size - 2)))
            'b', '0' -> stack.removeAt(stack.lastIndex)
            'Q' -> Unit
            else -> return false
        }
        return true
    }

    private fun call(parts: List<Any?>) = PickledCall((parts[0] as? PickledName)?.name.orEmpty(), parts[1] as List<*>)

    private fun unknown(opcode: Int) = TorchException("a pickle in it uses opcode $opcode, which torch never writes")

    private fun takeFrom(start: Int): List<Any?> {
        val top = stack.subList(start, stack.size)
        return ArrayList(top).also { top.clear() }
    }

    private fun sinceMark(): List<Any?> = takeFrom(marks.removeAt(marks.lastIndex))

    /** torch numbers what it remembers in order. */
    private fun remember(key: Int, value: Any?) {
        if (key < memo.size) memo[key] = value else memo.add(key, value)
    }

    /** Bytecode is instructions for nearly all of its length: here only their strings are kept, which others share. */
    private fun skipRows() {
        var depth = 1
        var text: String? = null
        while (depth > 0) {
            when (val opcode = uint8().toChar()) {
                '(' -> depth++
                't' -> depth--
                'X' -> text = text(length())
                'q' -> remember(uint8(), text)
                'r' -> remember(length(), text)
                'K', 'h' -> skip(1)
                'M' -> skip(2)
                'J', 'j' -> skip(4)
                '\u008a' -> skip(uint8())
                'N', ')', '\u0085', '\u0086', '\u0087' -> Unit
                else -> throw unknown(opcode.code)
            }
        }
        stack.add(emptyList<Any?>())
    }

    /** Where [count] bytes start that are read over. */
    private fun skip(count: Int): Int {
        val start = at
        if (count < 0 || count > data.size - at) throw TorchException("a pickle in it is cut short")
        at += count
        return start
    }

    private fun uint8(): Int = data[skip(1)].toInt() and 0xff

    private fun length(): Int = data.uint32(skip(4)).toInt()

    private fun signed(count: Int): Long {
        val unused = Long.SIZE_BITS - Byte.SIZE_BITS * count
        return if (count == 0) 0 else data.littleEndian(skip(count), count) shl unused shr unused
    }

    private fun text(count: Int): String = skip(count).let { data.decodeToString(it, it + count) }

    private fun line(): String {
        val start = at
        do {
            val byte = uint8()
        } while (byte != '\n'.code)
        return data.decodeToString(start, at - 1)
    }

    private companion object {
        val UNUSED = setOf<String?>("instructions", "operators")
        const val MAX_STEPS = 2_000_000
    }
}
