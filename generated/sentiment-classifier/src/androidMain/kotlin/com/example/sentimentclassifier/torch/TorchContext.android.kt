package com.example.sentimentclassifier.torch

import android.content.ContentProvider
import android.content.ContentValues
import android.content.Context
import android.database.Cursor
import android.net.Uri
import java.io.File
import java.io.InputStream

/**
 * Gives the library the app's context, which it needs to find models that are part of it.
 *
 * An app does not call this in its main process: there a ContentProvider of the library does, before the app's own code
 * runs. Other processes of the app have no such provider, and call it before they load such a model.
 */
public fun setTorchContext(context: Context) {
    appFiles = ContextFiles(context.applicationContext ?: context)
}

/** What the library takes of a context. */
internal interface AppFiles {
    /** For files that no backup takes along, and that go with the app. */
    val folder: File

    fun openAsset(path: String): InputStream
}

/** Null until there is a context. */
@Volatile
internal var appFiles: AppFiles? = null

private class ContextFiles(private val context: Context) : AppFiles {
    override val folder: File get() = context.noBackupFilesDir

    override fun openAsset(path: String): InputStream = context.assets.open(path)
}

/** Android makes one as the app's main process starts. It provides nothing; it hands the context over. */
internal class TorchContextProvider : ContentProvider() {
    override fun onCreate(): Boolean {
        context?.let(::setTorchContext)
        return true
    }

    override fun query(
        uri: Uri,
        projection: Array<out String>?,
        selection: String?,
        selectionArgs: Array<out String>?,
        sortOrder: String?,
    ): Cursor? = null

    override fun getType(uri: Uri): String? = null

    override fun insert(uri: Uri, values: ContentValues?): Uri? = null

    override fun delete(uri: Uri, selection: String?, selectionArgs: Array<out String>?): Int = 0

    override fun update(uri: Uri, values: ContentValues?, selection: String?, selectionArgs: Array<out String>?): Int =
        0
}
