/** The part of Gradle's Kotlin DSL that the emitted scripts use. Gradle's own is in no published jar. */
@file:JvmName("GradleKotlinDsl")

package org.gradle.kotlin.dsl

import org.gradle.api.Task
import org.gradle.api.provider.HasMultipleValues
import org.gradle.api.provider.Property
import org.gradle.api.provider.Provider
import org.gradle.api.tasks.TaskContainer
import org.gradle.api.tasks.TaskProvider
import org.gradle.plugin.use.PluginDependenciesSpec
import org.gradle.plugin.use.PluginDependencySpec

fun PluginDependenciesSpec.kotlin(module: String): PluginDependencySpec = id("org.jetbrains.kotlin.$module")

infix fun PluginDependencySpec.version(version: String): PluginDependencySpec = this.version(version)

fun <T : Any> Property<T>.assign(value: T?) = set(value)

fun <T : Any> Property<T>.assign(value: Provider<out T>) = set(value)

fun <T : Any> HasMultipleValues<T>.assign(values: Iterable<T>) = set(values)

val PluginDependenciesSpec.`maven-publish`: PluginDependencySpec get() = id("maven-publish")
