package org.gradle.kotlin.dsl

import org.gradle.api.artifacts.dsl.DependencyHandler

/** The receiver of `dependencies { }`. */
open class DependencyHandlerScope(private val handler: DependencyHandler) : DependencyHandler by handler
