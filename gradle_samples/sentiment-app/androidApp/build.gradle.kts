plugins {
    alias(libs.plugins.android.application)
}

android {
    namespace = "com.example.sentimentapp"
    compileSdk = 36

    defaultConfig {
        applicationId = "com.example.sentimentapp"
        minSdk = 24
        targetSdk = 36
        versionCode = 1
        versionName = "1.0"
    }
    buildTypes {
        release {
            // The library brings the rules that R8 needs.
            isMinifyEnabled = true
            proguardFiles(getDefaultProguardFile("proguard-android-optimize.txt"))
        }
    }
}

dependencies {
    implementation(project(":shared"))
}
