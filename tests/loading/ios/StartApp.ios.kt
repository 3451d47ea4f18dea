package com.example.loaded

/** The models are where the tier's environment says, without an app. */
internal actual fun startApp() = Unit
