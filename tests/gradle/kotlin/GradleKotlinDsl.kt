/** The part of Gradle's Kotlin DSL that the emitted scripts use. Gradle's own is in no published jar. */
@file:JvmName("GradleKotlinDsl")

package org.gradle.kotlin.dsl

import org.gradle.api.NamedDomainObjectCollection
import org.gradle.api.artifacts.Dependency
import org.gradle.api.artifacts.dsl.DependencyHandler
import org.gradle.api.provider.Property
import org.gradle.plugin.use.PluginDependenciesSpec
import org.gradle.plugin.use.PluginDependencySpec

val PluginDependenciesSpec.`maven-publish`: PluginDependencySpec get() = id("maven-publish")

infix fun PluginDependencySpec.version(version: String?): PluginDependencySpec = version(version)

infix fun PluginDependencySpec.apply(apply: Boolean): PluginDependencySpec = apply(apply)

/** Stands for the accessor that Gradle makes of each configuration; in a project without this one it fails. */
fun DependencyHandler.implementation(notation: Any): Dependency? = add("implementation", notation)

inline fun <reified S : Any> NamedDomainObjectCollection<in S>.withType(): NamedDomainObjectCollection<S> =
    withType(S::class.java)

/** What `property = value` means to the compiler plugin. */
fun <T : Any> Property<T>.assign(value: T?) = set(value)
