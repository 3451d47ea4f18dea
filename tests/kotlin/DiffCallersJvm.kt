/** The program that makes the calls which are named: those that do not compile are not there. */
package callers

import java.lang.reflect.InvocationTargetException

fun main(names: Array<String>) {
    for (name in names) {
        val file = Class.forName("callers.${name.replaceFirstChar { it.uppercase() }}Kt")
        attempt(name) { seen ->
            try {
                file.getMethod(name, Map::class.java).invoke(null, seen)
            } catch (thrown: InvocationTargetException) {
                throw thrown.targetException
            }
        }
    }
}
