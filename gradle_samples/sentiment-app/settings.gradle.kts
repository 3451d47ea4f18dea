pluginManagement {
    repositories {
        google()
        mavenCentral()
    }
}

dependencyResolutionManagement {
    repositories {
        google()
        mavenCentral()
    }
}

rootProject.name = "sentiment-app"
include(":shared", ":androidApp")

// Takes the place of com.example:sentiment-classifier. Without it, the library comes from a Maven repository.
includeBuild("../../generated/sentiment-classifier")
