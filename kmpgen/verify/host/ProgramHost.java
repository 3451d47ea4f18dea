import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * Runs the `main` of the class that the first argument names on the other arguments, and ends the process with it.
 *
 * A `main` that merely returned would leave the process running: the thread of fbjni that frees native objects is no daemon.
 */
public final class ProgramHost {
    public static void main(String[] args) throws ReflectiveOperationException {
        int status = 1;
        try {
            String[] rest = Arrays.copyOfRange(args, 1, args.length);
            Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object) rest);
            status = 0;
        } catch (InvocationTargetException problem) {
            problem.getCause().printStackTrace();
        } catch (ReflectiveOperationException problem) {
            System.err.println("no `fun main(arguments: Array<String>)`: " + problem);
        } finally {
            System.out.flush();
            System.exit(status);
        }
    }
}
