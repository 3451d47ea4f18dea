package org.gradle.kotlin.dsl

import org.gradle.api.Project

fun Project.dependencies(configuration: DependencyHandlerScope.() -> Unit) = DependencyHandlerScope(dependencies).configuration()
