package com.example.defaultsstr

import com.example.defaultsstr.torch.BundledModel
import com.example.defaultsstr.torch.IValue
import com.example.defaultsstr.torch.MethodSignature
import com.example.defaultsstr.torch.TorchException
import com.example.defaultsstr.torch.TorchModule
import com.example.defaultsstr.torch.TorchType
import com.example.defaultsstr.torch.bundledModelPath
import com.example.defaultsstr.torch.check.ModelApi
import com.example.defaultsstr.torch.loadTorchModule

/** The model in `model.ptl` (class `DefaultsStr`, 1 method). Calls block: keep them off the main thread. */
public class DefaultsStr(private val module: TorchModule) : AutoCloseable {
    /**
     * TorchScript: `forward(self, empty: str='', quotes: str='\'single\' "double" 'back' """triple"""', kotlin:
     * str='${System.exit(1)} $x #{ruby}', comment: str='* / / * // #', lines: str='one\ntwo\ttab', backslash:
     * str='C:\\n\\u0041', bidi: str='\u202egnp.exe\u2066 \u200f', emoji: str='😀 größe 漢字', nul:
     * str='a\x00b\x01\x1b[31m\x7f', objc: str='@"x" %@ %s %n ??/') -> str`
     */
    @Throws(TorchException::class)
    public fun forward(
        empty: String = "",
        quotes: String = "'single' \"double\" `back` \"\"\"triple\"\"\"",
        kotlin: String = "\${System.exit(1)} \$x #{ruby}",
        comment: String = "*/ /* // #",
        lines: String = "one\ntwo\ttab",
        backslash: String = "C:\\n\\u0041",
        bidi: String = "\u202egnp.exe\u2066 \u200f",
        emoji: String = "😀 größe 漢字",
        nul: String = "a\u0000b\u0001\u001b[31m\u007f",
        objc: String = "@\"x\" %@ %s %n ??/",
    ): String = module.runMethod(
        "forward",
        IValue.from(empty),
        IValue.from(quotes),
        IValue.from(kotlin),
        IValue.from(comment),
        IValue.from(lines),
        IValue.from(backslash),
        IValue.from(bidi),
        IValue.from(emoji),
        IValue.from(nul),
        IValue.from(objc),
    ).toStr()

    /** The same as [forward]. */
    @Throws(TorchException::class)
    public operator fun invoke(
        empty: String = "",
        quotes: String = "'single' \"double\" `back` \"\"\"triple\"\"\"",
        kotlin: String = "\${System.exit(1)} \$x #{ruby}",
        comment: String = "*/ /* // #",
        lines: String = "one\ntwo\ttab",
        backslash: String = "C:\\n\\u0041",
        bidi: String = "\u202egnp.exe\u2066 \u200f",
        emoji: String = "😀 größe 漢字",
        nul: String = "a\u0000b\u0001\u001b[31m\u007f",
        objc: String = "@\"x\" %@ %s %n ??/",
    ): String = forward(empty, quotes, kotlin, comment, lines, backslash, bidi, emoji, nul, objc)

    /** Waits for a running call, then frees the model. */
    override fun close(): Unit = module.close()

    public companion object {
        /** The model's methods, for [loadTorchModule]; those that this class leaves out are among them. */
        public val signatures: List<MethodSignature> = listOf(
            MethodSignature(
                "forward",
                listOf(
                    "empty" to TorchType.Str,
                    "quotes" to TorchType.Str,
                    "kotlin" to TorchType.Str,
                    "comment" to TorchType.Str,
                    "lines" to TorchType.Str,
                    "backslash" to TorchType.Str,
                    "bidi" to TorchType.Str,
                    "emoji" to TorchType.Str,
                    "nul" to TorchType.Str,
                    "objc" to TorchType.Str,
                ),
                TorchType.Str,
            ),
        )

        private val api = ModelApi(
            className = "DefaultsStr",
            methods = mapOf(
                "forward" to listOf(
                    "empty: str=''",
                    "quotes: str='\\'single\\' \"double\" `back` \"\"\"triple\"\"\"'",
                    "kotlin: str='\${System.exit(1)} \$x #{ruby}'",
                    "comment: str='*/ /* // #'",
                    "lines: str='one\\u000atwo\\u0009tab'",
                    "backslash: str='C:\\\\n\\\\u0041'",
                    "bidi: str='\u202egnp.exe\u2066 \u200f'",
                    "emoji: str='😀 größe 漢字'",
                    "nul: str='a\\u0000b\\u0001\\u001b[31m\\u007f'",
                    "objc: str='@\"x\" %@ %s %n ??/'",
                    "-> str",
                ),
            ),
        )

        private val bundled = BundledModel(
            folder = "com.example.defaultsstr",
            name = "DefaultsStr.ptl",
            size = 2303,
            crc32 = 0x19a0ff54,
        )

        /**
         * Loads the model from the file at [path].
         *
         * A file of another API is refused before it is loaded: one whose class, methods, arguments, types or defaults
         * are not those that this class was generated for. Its weights may be others.
         *
         * @throws TorchException if the file is missing, damaged, of another API or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun load(path: String): DefaultsStr {
            api.check(path)
            return loadUnchecked(path)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun load(bytes: ByteArray): DefaultsStr {
            api.check(bytes)
            return loadUnchecked(bytes)
        }

        /**
         * Does what [load] does, without looking at the file's API.
         *
         * @throws TorchException if the file is missing, damaged or can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadUnchecked(path: String): DefaultsStr {
            val module = loadTorchModule(path, signatures)
            return DefaultsStr(module)
        }

        /** Does the same with the [bytes] of a file, which are not needed afterwards. */
        @Throws(TorchException::class)
        public fun loadUnchecked(bytes: ByteArray): DefaultsStr {
            val module = loadTorchModule(bytes, signatures)
            return DefaultsStr(module)
        }

        /**
         * Loads the model that is part of this library.
         *
         * @throws TorchException if the app was built without it, or if it can't be loaded by this runtime
         */
        @Throws(TorchException::class)
        public fun loadBundled(): DefaultsStr = load(bundledModelPath(bundled))
    }
}
