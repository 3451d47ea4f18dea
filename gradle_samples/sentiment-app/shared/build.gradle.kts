import org.jetbrains.kotlin.gradle.dsl.JvmTarget

plugins {
    alias(libs.plugins.kotlin.multiplatform)
    alias(libs.plugins.android.kotlin.multiplatform.library)
}

kotlin {
    explicitApi()

    android {
        namespace = "com.example.sentimentapp.shared"
        compileSdk = 36
        minSdk = 24
        compilerOptions {
            jvmTarget = JvmTarget.JVM_11
        }
        withHostTest {}
    }

    listOf(iosArm64(), iosSimulatorArm64()).forEach { target ->
        target.binaries.framework {
            baseName = "Shared"
            // Static, so that Xcode links it together with the wrapper and torch.
            isStatic = true
        }
    }

    sourceSets {
        commonMain.dependencies {
            implementation(libs.sentiment.classifier)
        }
        getByName("androidHostTest").dependencies {
            implementation(kotlin("test"))
        }
    }
}
