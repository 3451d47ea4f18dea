package org.gradle.kotlin.dsl

import kotlin.reflect.KProperty

/** Any object as a property's delegate. Plugins call it; scripts must not see it. */
@Deprecated("for compiled plugins", level = DeprecationLevel.HIDDEN)
operator fun <T : Any> T.provideDelegate(receiver: Any?, property: KProperty<*>): T = this
