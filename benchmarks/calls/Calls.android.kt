package com.example.bench

import java.io.File
import kotlin.test.Test
import kotlin.test.assertEquals
import org.pytorch.IValue
import org.pytorch.LiteModuleLoader
import org.pytorch.Tensor

internal actual fun modelPath(): String = File(CallsTest::class.java.getResource("/rules.ptl")!!.toURI()).path

/** What an app would write without kmpgen. */
class HandWrittenTest {
    @Test
    fun handWrittenCalls() {
        val module = LiteModuleLoader.load(modelPath())
        for ((method, name) in listOf("double" to "", "forward" to ", as it is")) {
            val call = {
                val input = IValue.from(Tensor.fromBlob(image, longArrayOf(1, 3, 224, 224)))
                assertEquals(image.size, module.runMethod(method, input).toTensor().dataAsFloatArray.size)
            }
            quickest("hand-written", "tensor of 1x3x224x224$name", call)
            // org.pytorch reads into new arrays alone.
            quickest("hand-written", "tensor of 1x3x224x224$name, into an array", call)
        }
        module.destroy()
    }
}
