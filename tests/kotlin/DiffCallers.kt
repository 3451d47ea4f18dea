/** What the callers of tests/diff_cases.py share: a module that answers anything, and a line for each call. */
package callers

import com.example.cases.torch.IValue
import com.example.cases.torch.MethodSignature
import com.example.cases.torch.TorchModule
import com.example.cases.torch.TorchType

/** Answers by [signatures], None where it may; [seen] gets every argument's value by its name. */
class Fake(private val signatures: List<MethodSignature>, private val seen: MutableMap<String, String>) : TorchModule {
    override fun runMethod(name: String, vararg inputs: IValue): IValue {
        val signature = signatures.first { it.name == name }
        signature.arguments.zip(inputs.asList()).forEach { (argument, value) -> seen[argument.first] = shown(argument.second, value) }
        return answer(signature.returns)
    }

    override fun close() = Unit
}

private fun answer(type: TorchType): IValue = when (type) {
    TorchType.Int -> IValue.from(1L)
    TorchType.Float -> IValue.from(1.0)
    TorchType.Bool -> IValue.from(true)
    TorchType.Str -> IValue.from("a")
    TorchType.None -> IValue.optionalNull()
    is TorchType.Optional -> IValue.optionalNull()
    is TorchType.List -> list(type.element)
    is TorchType.Dict -> IValue.dictStringKeyFrom(mapOf("a" to answer(type.value)))
    is TorchType.Tuple -> IValue.tupleFrom(*type.elements.map(::answer).toTypedArray())
    TorchType.Tensor -> error("no tensors here")
}

private fun list(element: TorchType): IValue = when (element) {
    TorchType.Int -> IValue.listFrom(1L)
    TorchType.Float -> IValue.listFrom(1.0)
    TorchType.Bool -> IValue.listFrom(true)
    else -> IValue.listFrom(listOf(answer(element)))
}

private fun shown(type: TorchType, value: IValue): String = when {
    value.isNull -> "None"
    type is TorchType.Optional -> shown(type.element, value)
    type == TorchType.Int -> value.toLong().toString()
    type == TorchType.Str -> value.toStr()
    type is TorchType.Tuple -> value.toTuple().zip(type.elements).joinToString { (each, element) -> shown(element, each) }
    else -> value.toString()
}

/** Makes one call and prints a line: its name, `ok` or what it threw, and what was seen. */
fun attempt(name: String, call: (MutableMap<String, String>) -> Any?) {
    val seen = mutableMapOf<String, String>()
    val outcome = try {
        call(seen)
        "ok"
    } catch (thrown: Throwable) {
        thrown.toString().replace('\n', ' ')
    }
    println("$name\t$outcome\t$seen")
}
