package kmpgen.gradle;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of one {@code .gradle.kts} file in the parts that are evaluated apart. Each part keeps the line numbers of the
 * file: what does not belong to it is blank.
 */
record KotlinScript(String fileName, String imports, String plugins, String body) {
    private static final Pattern IMPORT = Pattern.compile("(?m)^import .*$");
    private static final Pattern PLUGINS = Pattern.compile("(?m)^plugins\\s*\\{");

    static KotlinScript parse(String fileName, String text) {
        StringBuilder imports = new StringBuilder();
        Matcher statements = IMPORT.matcher(text);
        while (statements.find()) {
            imports.append(statements.group()).append(';');
        }
        String code = statements.replaceAll("");
        Matcher block = PLUGINS.matcher(code);
        if (!block.find()) {
            return new KotlinScript(fileName, imports.toString(), "", code);
        }
        int close = closingBrace(code, block.end());
        String plugins = blank(code.substring(0, block.end())) + code.substring(block.end(), close);
        String body = code.substring(0, block.start()) + blank(code.substring(block.start(), close + 1)) + code.substring(close + 1);
        return new KotlinScript(fileName, imports.toString(), plugins, body);
    }

    /** The brace that closes the block whose content starts at {@code start}. Braces in strings and comments must pair up. */
    private static int closingBrace(String code, int start) {
        int depth = 1;
        for (int i = start; i < code.length(); i++) {
            if (code.charAt(i) == '{') {
                depth++;
            } else if (code.charAt(i) == '}' && --depth == 0) {
                return i;
            }
        }
        throw new IllegalArgumentException("plugins { is never closed");
    }

    private static String blank(String code) {
        return code.replaceAll("[^\n]", " ");
    }
}
