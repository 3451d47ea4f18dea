/** What Gradle's Kotlin DSL makes of functions that take a class, for the one that emitted scripts call. */

package org.gradle.kotlin.dsl

import org.gradle.api.artifacts.repositories.AuthenticationSupported
import org.gradle.api.credentials.Credentials
import kotlin.reflect.KClass

fun <T : Credentials> AuthenticationSupported.credentials(credentialsType: KClass<T>) =
    credentials(credentialsType.java)
