import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Runs many Kotlin compiler invocations in one JVM, so that only the first pays for start-up and warm-up.
 *
 * Reads one job a line from standard input (id, compiler class, file with one argument a line; separated by tabs) and answers
 * each with one line on standard output, in the order they finish: id, exit code name, milliseconds, messages in base64.
 * The argument is the number of jobs that run at once. Ends when standard input does.
 */
public final class CompilerHost {
    private static final PrintStream ANSWERS = System.out;

    public static void main(String[] args) throws Exception {
        // The compilers tear shared state down after each run unless told that more runs follow.
        System.setProperty("kotlin.environment.keepalive", "true");
        // Anything that a compiler prints past its message stream must not be taken for an answer.
        System.setOut(System.err);
        ExecutorService workers = Executors.newFixedThreadPool(Integer.parseInt(args[0]));
        BufferedReader jobs = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = jobs.readLine(); line != null; line = jobs.readLine()) {
            String[] job = line.split("\t", 3);
            workers.submit(() -> run(job[0], job[1], Path.of(job[2])));
        }
        workers.shutdown();
        workers.awaitTermination(1, TimeUnit.HOURS);
        System.exit(0); // the compilers leave threads behind that would keep the process alive
    }

    private static void run(String id, String compiler, Path arguments) {
        long start = System.nanoTime();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String code;
        try (PrintStream messages = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            try {
                List<String> args = Files.readAllLines(arguments);
                Object instance = Class.forName(compiler).getDeclaredConstructor().newInstance();
                code = instance.getClass()
                    .getMethod("exec", PrintStream.class, String[].class)
                    .invoke(instance, messages, args.toArray(new String[0]))
                    .toString();
            } catch (Throwable problem) {
                problem.printStackTrace(messages);
                code = "INTERNAL_ERROR";
            }
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        String text = Base64.getEncoder().encodeToString(bytes.toByteArray());
        synchronized (ANSWERS) {
            ANSWERS.println(id + "\t" + code + "\t" + millis + "\t" + text);
            ANSWERS.flush();
        }
    }
}
