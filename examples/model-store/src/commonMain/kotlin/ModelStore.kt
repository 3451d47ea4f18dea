package com.example.modelstore

/** A model that a server offers: where its file is, and what that file must be. */
public class ModelRelease(
    public val url: String,
    public val size: Long,
    /** In hexadecimal digits. */
    public val sha256: String,
)

/** Why a model was not replaced. The one that was there is still there. */
public class ModelStoreException(message: String, cause: Throwable? = null) : Exception(message, cause)

/**
 * The file of a model that an app downloads, and replaces by newer ones while it runs.
 *
 * A file takes the place of the current one only after it was found to be what the release says, and to be loadable by
 * this very app. It does so in one step: whoever asks for [current] meanwhile gets the old file or the new one, whole.
 * Models that are loaded stay as they are; torch has read their file.
 *
 * Calls block: keep them off the main thread.
 *
 * @param folder the app's own, on Android `context.noBackupFilesDir`, on iOS a folder in Application Support
 * @param name what to call the file in it, without an ending
 * @param tryOut loads the model at a path, and closes it: `{ SentimentClassifier.load(it).close() }`. Whatever it throws
 * keeps the model out. The facade's own check is in there: a model of another API is not for this version of the app.
 */
public class ModelStore(folder: String, name: String, private val tryOut: (path: String) -> Unit) {
    private val path = "$folder/$name.ptl"

    private val part = "$folder/$name.part"

    /** The path of the model to load, null before the first one came. */
    public fun current(): String? = path.takeIf { sizeOf(it) != null }

    /**
     * Downloads the model of [release] and puts it in the place of the current one. One call at a time.
     *
     * @throws ModelStoreException if anything is not as it should be; the current model then stays
     */
    @Throws(ModelStoreException::class)
    public fun update(release: ModelRelease) {
        try {
            download(release.url, part, release.size)
            checkFile(release)
            tryOut(part)
            replace(part, path)
        } catch (e: ModelStoreException) {
            throw e
        } catch (e: Exception) {
            throw ModelStoreException("the model of ${release.url} was not taken: ${e.message ?: e}", e)
        } finally {
            delete(part) // gone already where all went well
        }
    }

    private fun checkFile(release: ModelRelease) {
        val size = sizeOf(part)
        if (size != release.size) {
            throw ModelStoreException("the file of ${release.url} has $size bytes, not ${release.size}")
        }
        val found = sha256(part)
        if (!found.equals(release.sha256, ignoreCase = true)) {
            throw ModelStoreException("the file of ${release.url} has the SHA-256 $found, not ${release.sha256}")
        }
    }
}
