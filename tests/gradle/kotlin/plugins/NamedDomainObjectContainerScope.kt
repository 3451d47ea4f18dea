package org.gradle.kotlin.dsl

import org.gradle.api.NamedDomainObjectContainer

/** The receiver of `container { }`. */
class NamedDomainObjectContainerScope<T : Any> private constructor(container: NamedDomainObjectContainer<T>) :
    NamedDomainObjectContainer<T> by container {

    companion object {
        fun <T : Any> of(container: NamedDomainObjectContainer<T>) = NamedDomainObjectContainerScope(container)
    }
}
