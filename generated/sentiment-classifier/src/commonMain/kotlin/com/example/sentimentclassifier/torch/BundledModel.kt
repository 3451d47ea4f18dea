package com.example.sentimentclassifier.torch

/**
 * A model file that a library brings into the app.
 *
 * @param folder where it lies among Android's assets, which are those of all libraries of an app
 * @param name the file's own name
 * @param size in bytes
 * @param crc32 the checksum of these bytes
 */
public class BundledModel(
    public val folder: String,
    public val name: String,
    public val size: Long,
    public val crc32: Long,
)

/**
 * The path of [model] as a file. On Android, whose assets are no files, it is copied into the app's own files first: once,
 * and again where an update of the app brings another or the copy is damaged.
 *
 * @throws TorchException if the app has no such model, or another of that name, as from the pod of another release; on
 * Android also if it can't be copied
 */
@Throws(TorchException::class)
public expect fun bundledModelPath(model: BundledModel): String
