package com.example.loaded

import com.example.loaded.torch.AssetCopies
import com.example.loaded.torch.BundledModel
import java.io.File
import java.util.zip.CRC32

/**
 * A process of an app that copies: `SOURCE FOLDER ROUNDS DELAY NAME OTHER`. Each round has a folder of its own, in which
 * the process waits for the OTHER to be there too. Says how many rounds ended with the model's very bytes.
 */
fun main(arguments: Array<String>) {
    val (source, folder, rounds, delay, name) = arguments
    val bytes = File(source).readBytes()
    val crc32 = CRC32().apply { update(bytes) }.value
    val model = BundledModel("com.example.loaded", "Loaded.ptl", bytes.size.toLong(), crc32)
    var whole = 0
    var opened = 0
    for (round in 0 until rounds.toInt()) {
        val here = File(folder, "$round").also { it.mkdirs() }
        File(here, name).createNewFile()
        while (!File(here, arguments[5]).exists()) Thread.onSpinWait()
        val files = TestFiles(here, File(source), delay.toLong())
        if (AssetCopies(files).file(model).readBytes().contentEquals(bytes)) whole++
        opened += files.opened
    }
    println("$whole $opened")
}
