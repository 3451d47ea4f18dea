/** The part of Gradle's Kotlin DSL that the emitted scripts use. Gradle's own is in no published jar. */
@file:JvmName("GradleKotlinDsl")

package org.gradle.kotlin.dsl

import org.gradle.api.provider.Property
import org.gradle.plugin.use.PluginDependenciesSpec
import org.gradle.plugin.use.PluginDependencySpec

val PluginDependenciesSpec.`maven-publish`: PluginDependencySpec get() = id("maven-publish")

/** What `property = value` means to the compiler plugin. */
fun <T : Any> Property<T>.assign(value: T?) = set(value)
