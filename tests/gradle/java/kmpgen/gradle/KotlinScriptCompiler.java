package kmpgen.gradle;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.gradle.api.GradleException;

/**
 * The real Kotlin compiler, with the two compiler plugins that Gradle's scripts are compiled with: {@code Action} lambdas have
 * a receiver, and {@code property = value} means {@code assign}.
 */
final class KotlinScriptCompiler {
    private static final File[] JARS = new File(System.getProperty("kmpgen.scriptCompiler")).listFiles();

    /** One loader for the whole build: the second script finds the compiler warm. Apart from Gradle's, which has its own Kotlin. */
    private static final ClassLoader COMPILER = new URLClassLoader(urls(List.of(JARS)), ClassLoader.getPlatformClassLoader());

    private KotlinScriptCompiler() {
    }

    /**
     * Compiles {@code sources}, file name to text, and gives the folder of their classes.
     *
     * @throws GradleException with the compiler's messages, for {@code scriptName}
     */
    static Path compile(String scriptName, Map<String, String> sources, Collection<File> classPath) {
        try {
            Path folder = Files.createTempDirectory("script");
            Path classes = folder.resolve("classes");
            List<String> arguments = new ArrayList<>(options(classes, classPath));
            for (Map.Entry<String, String> source : sources.entrySet()) {
                arguments.add(Files.writeString(folder.resolve(source.getKey()), source.getValue()).toString());
            }
            ByteArrayOutputStream messages = new ByteArrayOutputStream();
            if (!run(arguments, messages)) {
                throw new GradleException("Script compilation errors in " + scriptName + ":\n" + readable(messages, folder));
            }
            return classes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> options(Path classes, Collection<File> classPath) {
        return List.of(
            "-no-stdlib", "-no-reflect", "-nowarn", "-jvm-target", "17",
            "-d", classes.toString(),
            "-classpath", classPath.stream().map(File::getPath).collect(Collectors.joining(File.pathSeparator)),
            "-Xplugin=" + jar("kotlin-sam-with-receiver-compiler-plugin-embeddable"),
            "-P", "plugin:org.jetbrains.kotlin.samWithReceiver:annotation=org.gradle.api.HasImplicitReceiver",
            "-Xplugin=" + jar("kotlin-assignment-compiler-plugin-embeddable"),
            "-P", "plugin:org.jetbrains.kotlin.assignment:annotation=org.gradle.api.SupportsKotlinAssignmentOverloading");
    }

    private static boolean run(List<String> arguments, ByteArrayOutputStream messages) {
        try {
            Class<?> compiler = COMPILER.loadClass("org.jetbrains.kotlin.cli.jvm.K2JVMCompiler");
            Object exitCode = compiler.getMethod("exec", PrintStream.class, String[].class).invoke(
                compiler.getConstructor().newInstance(), new PrintStream(messages), arguments.toArray(String[]::new));
            return exitCode.toString().equals("OK");
        } catch (ReflectiveOperationException e) {
            throw new GradleException("the script compiler does not start", e);
        }
    }

    /** The messages with the file's own name, and without the first line where they quote it: it holds some 200 imports. */
    private static String readable(ByteArrayOutputStream messages, Path folder) {
        return messages.toString(StandardCharsets.UTF_8).lines()
            .map(line -> line.replace(folder + File.separator, "").replace(".gradle.kt:", ".gradle.kts:"))
            .filter(line -> line.length() < 1000)
            .collect(Collectors.joining("\n"));
    }

    private static File jar(String artifact) {
        for (File jar : JARS) {
            if (jar.getName().startsWith(artifact + "-")) {
                return jar;
            }
        }
        throw new IllegalStateException("no " + artifact + " among the script compiler's jars");
    }

    static URL[] urls(Collection<File> files) {
        return files.stream().map(KotlinScriptCompiler::url).toArray(URL[]::new);
    }

    private static URL url(File file) {
        try {
            return file.toURI().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
