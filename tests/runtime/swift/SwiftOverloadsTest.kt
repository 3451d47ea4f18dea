package com.acme.text

import com.acme.text.classify as classifyForSwift
import com.acme.text.run as runForSwift
import com.acme.text.torch.IValue
import com.acme.text.torch.Tensor
import com.acme.text.torch.TorchException
import com.acme.text.torch.TorchModule
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith

/** What Swift calls of `tests/features/every_setting`: aliases lead past the members, which win over extensions. */
@Suppress("DEPRECATION")
class SwiftOverloadsTest {
    private val ids = Tensor.of(longArrayOf(1, 2), 2)

    private val passed = mutableListOf<String>()

    private val model = TextTools(
        object : TorchModule {
            override fun runMethod(name: String, vararg inputs: IValue): IValue {
                passed += name + inputs.drop(1).map(::shown)
                return IValue.from(ids)
            }

            override fun close(): Unit = Unit
        },
    )

    private fun shown(value: IValue): String = when (value) {
        is IValue.IntValue -> "${value.value}"
        is IValue.TensorValue -> "a tensor"
        else -> "$value"
    }

    @Test
    fun whatIsLeftOutHasTheModelsOwnValue() {
        model.runForSwift(ids)
        model.runForSwift(ids, ids)
        model.runForSwift(ids, null)
        assertEquals(listOf("forward[None, 2]", "forward[a tensor, 2]", "forward[None, 2]"), passed)
    }

    @Test
    fun failuresAreTorchExceptions() {
        assertFailsWith<TorchException>("the answer is no tuple") { model.classifyForSwift(ids) }
        assertEquals(listOf("classify_v2[2]"), passed)
    }
}
