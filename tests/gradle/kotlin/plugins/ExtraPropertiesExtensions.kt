package org.gradle.kotlin.dsl

import org.gradle.api.plugins.ExtensionAware
import org.gradle.api.plugins.ExtraPropertiesExtension

val ExtensionAware.extra: ExtraPropertiesExtension get() = extensions.extraProperties
