import org.jetbrains.kotlin.gradle.dsl.JvmTarget
import org.jetbrains.kotlin.gradle.targets.native.tasks.KotlinNativeSimulatorTest

plugins {
    alias(libs.plugins.kotlin.multiplatform)
    alias(libs.plugins.android.kotlin.multiplatform.library)
    `maven-publish`
}

group = "com.example"
version = "0.1.0"

kotlin {
    explicitApi()
    compilerOptions {
        freeCompilerArgs.add("-Xexpect-actual-classes")
    }

    android {
        namespace = "com.example.sentimentclassifier"
        compileSdk = 36
        minSdk = 24
        compilerOptions {
            jvmTarget = JvmTarget.JVM_11
        }
        androidResources {
            // Without it no asset is packaged.
            enable = true
        }
        optimization {
            // PyTorch's native code finds its Java classes by name: apps that shrink need these rules.
            consumerKeepRules.publish = true
            consumerKeepRules.file("consumer-rules.pro")
        }
        withDeviceTestBuilder {
            // Makes androidDeviceTest run what is in commonTest.
            sourceSetTreeName = "test"
        }.configure {
            instrumentationRunner = "androidx.test.runner.AndroidJUnitRunner"
        }
    }

    listOf(iosArm64(), iosSimulatorArm64()).forEach { target ->
        target.compilations.getByName("main").cinterops.create("PLMLibTorchWrapper") {
            includeDirs("ios/PLMLibTorchWrapper")
        }
    }

    sourceSets {
        androidMain.dependencies {
            implementation(libs.pytorch.android.lite)
        }
        commonTest.dependencies {
            implementation(kotlin("test"))
        }
        commonTest {
            resources.srcDir("ios/models/com.example.sentimentclassifier")
        }
        getByName("androidDeviceTest").dependencies {
            implementation(libs.androidx.test.runner)
        }
    }
}

androidComponents {
    onVariants { variant ->
        // The models that are part of this library lie where all platforms can take them from.
        variant.sources.assets?.addStaticSourceDirectory("ios/models")
    }
}

tasks.withType(KotlinNativeSimulatorTest::class.java).configureEach {
    val resources = files("src/commonTest/resources", "ios/models/com.example.sentimentclassifier")
    inputs.files(resources)
    // A simulator hands what starts with SIMCTL_CHILD_ to the test, without that prefix.
    environment("SIMCTL_CHILD_KMPGEN_TEST_RESOURCES", resources.joinToString("\n"))
}
