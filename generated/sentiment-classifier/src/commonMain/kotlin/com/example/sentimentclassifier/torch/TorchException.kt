package com.example.sentimentclassifier.torch

/** Why a model could not be loaded or run. Where torch gave a reason, [message] carries it in torch's own words. */
public class TorchException(message: String, cause: Throwable? = null) : RuntimeException(message, cause)
