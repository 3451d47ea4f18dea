import com.facebook.soloader.nativeloader.NativeLoader;
import com.facebook.soloader.nativeloader.NativeLoaderDelegate;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.Test;
import org.junit.runner.Description;
import org.junit.runner.JUnitCore;
import org.junit.runner.notification.Failure;
import org.junit.runner.notification.RunListener;

/**
 * Runs the JUnit tests of many libraries in one JVM whose org.pytorch classes call the host's native library.
 *
 * Arguments: the native library, the seconds that one test may take, and a file with one library a line: its id, the folder
 * of its classes, then what else is on its class path, separated by tabs. Each library has a class loader of its own, so that
 * names of classes and resources may be the same.
 *
 * Answers with lines on standard output, fields separated by tabs: `start ID TEST`, `pass ID TEST`, `ignore ID TEST`,
 * `fail ID TEST MESSAGE TRACE`, `hang ID TEST TRACE` (the JVM ends then), `done ID COUNT`. TEST is Class.method; MESSAGE and
 * TRACE are in base64. What tests print goes to standard error.
 */
public final class TestHost {
    private static final PrintStream ANSWERS = System.out;

    public static void main(String[] args) throws Exception {
        System.setOut(System.err);
        NativeLoader.init(new HostLibraries());
        System.load(args[0]);
        // For tests that watch what they leave behind: a supplier of how many native objects Java owns.
        System.getProperties().put("kmpgen.liveObjects", (LongSupplier) TestHost::liveObjects);
        Watchdog watchdog = new Watchdog(Long.parseLong(args[1]));
        watchdog.setDaemon(true);
        watchdog.start();
        for (String line : Files.readAllLines(Path.of(args[2]))) {
            runLibrary(List.of(line.split("\t")), watchdog);
        }
        // Not a return: the thread of fbjni that frees native objects is no daemon and would keep the process alive.
        System.exit(0);
    }

    static native long liveObjects();

    private static void runLibrary(List<String> line, Watchdog watchdog) throws Exception {
        String id = line.get(0);
        List<URL> urls = new ArrayList<>();
        for (String path : line.subList(1, line.size())) {
            urls.add(Path.of(path).toUri().toURL());
        }
        int count = 0;
        try (URLClassLoader loader = new URLClassLoader(urls.toArray(new URL[0]), TestHost.class.getClassLoader())) {
            Thread.currentThread().setContextClassLoader(loader);
            JUnitCore core = new JUnitCore();
            core.addListener(new Reporter(id, watchdog));
            for (String name : classNames(Path.of(line.get(1)))) {
                Class<?> candidate = Class.forName(name, false, loader);
                if (Stream.of(candidate.getMethods()).anyMatch(TestHost::isTest)) {
                    count += core.run(candidate).getRunCount();
                }
            }
        } catch (Throwable problem) {
            say("fail", id, "loading the tests", encoded(problem.toString()), encoded(trace(problem)));
        }
        say("done", id, Integer.toString(count));
    }

    private static boolean isTest(Method method) {
        return method.isAnnotationPresent(Test.class);
    }

    private static List<String> classNames(Path folder) throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(file -> folder.relativize(file).toString())
                .filter(file -> file.endsWith(".class"))
                .map(file -> file.substring(0, file.length() - ".class".length()).replace('/', '.'))
                .sorted()
                .toList();
        }
    }

    private static void say(String... fields) {
        synchronized (ANSWERS) {
            ANSWERS.println(String.join("\t", fields));
            ANSWERS.flush();
        }
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String trace(Throwable problem) {
        StringWriter text = new StringWriter();
        problem.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    private static final class Reporter extends RunListener {
        private final String id;
        private final Watchdog watchdog;
        private boolean failed;

        Reporter(String id, Watchdog watchdog) {
            this.id = id;
            this.watchdog = watchdog;
        }

        @Override
        public void testStarted(Description test) {
            failed = false;
            watchdog.started(id, name(test));
            say("start", id, name(test));
        }

        @Override
        public void testFailure(Failure failure) {
            failed = true;
            Throwable problem = failure.getException();
            String message = problem instanceof AssertionError ? String.valueOf(problem.getMessage()) : problem.toString();
            say("fail", id, name(failure.getDescription()), encoded(message), encoded(failure.getTrimmedTrace()));
        }

        @Override
        public void testIgnored(Description test) {
            say("ignore", id, name(test));
        }

        @Override
        public void testFinished(Description test) {
            watchdog.finished();
            if (!failed) {
                say("pass", id, name(test));
            }
        }

        private static String name(Description test) {
            String type = test.getClassName();
            String simple = type.substring(type.lastIndexOf('.') + 1);
            return test.getMethodName() == null ? simple : simple + "." + test.getMethodName();
        }
    }

    /** Ends the JVM where a test takes too long: a call into native code cannot be stopped any other way. */
    private static final class Watchdog extends Thread {
        private final long limitMillis;
        private final Thread runner = Thread.currentThread();
        private String[] current;
        private long since;

        Watchdog(long limitSeconds) {
            limitMillis = limitSeconds * 1000;
        }

        synchronized void started(String id, String test) {
            current = new String[] {id, test};
            since = System.nanoTime();
        }

        synchronized void finished() {
            current = null;
        }

        @Override
        public void run() {
            while (true) {
                check();
                try {
                    Thread.sleep(Math.min(limitMillis / 4, 1000));
                } catch (InterruptedException e) {
                    return;
                }
            }
        }

        private synchronized void check() {
            if (current != null && (System.nanoTime() - since) / 1_000_000 > limitMillis) {
                Throwable where = new Throwable("where it hangs");
                where.setStackTrace(runner.getStackTrace());
                say("hang", current[0], current[1], encoded(trace(where)));
                Runtime.getRuntime().halt(1);
            }
        }
    }

    /** Both libraries that the AAR brings are in the one that main has loaded. */
    private static final class HostLibraries implements NativeLoaderDelegate {
        private static final Set<String> LOADED = Set.of("pytorch_jni_lite", "fbjni");

        @Override
        public boolean loadLibrary(String name, int flags) {
            if (!LOADED.contains(name)) {
                throw new UnsatisfiedLinkError("no library " + name + " on this host");
            }
            return true;
        }

        @Override
        public String getLibraryPath(String name) {
            return null;
        }

        @Override
        public int getSoSourcesVersion() {
            return 0;
        }
    }
}
