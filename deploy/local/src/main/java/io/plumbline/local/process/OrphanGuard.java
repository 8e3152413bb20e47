package io.plumbline.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;

/**
 * Ends the child processes of this JVM when it dies without a chance to do so itself, as by {@code kill -9}.
 *
 * <p>A small shell process is told each child's id through a pipe. The kernel closes the pipe when this JVM is gone,
 * however it ended; the shell then ends whoever is still on its list, in order first, by force after some seconds.
 * The services know nothing of it. Where there is no {@code sh} (Windows), children outlive a killed parent.
 */
public final class OrphanGuard implements AutoCloseable {
    private static final String SCRIPT = """
            trap '' INT TERM HUP
            children=' '
            while read -r verb child; do
              case $verb in
                watch) children="$children$child " ;;
                forget) children="${children%% $child *} ${children#* $child }" ;;
              esac
            done
            [ -z "${children# }" ] && exit 0
            # One by one: whether kill fails when one of many is gone differs from shell to shell.
            for child in $children; do kill "$child" 2>/dev/null; done
            for second in 1 2 3 4 5 6 7 8 9 10; do
              left=
              for child in $children; do kill -0 "$child" 2>/dev/null && left=yes; done
              [ -z "$left" ] && exit 0
              sleep 1
            done
            for child in $children; do kill -9 "$child" 2>/dev/null; done
            """;

    private final Process shell;
    private final Writer pipe;

    private OrphanGuard(Process shell) {
        this.shell = shell;
        this.pipe = shell.outputWriter(StandardCharsets.US_ASCII);
    }

    public static OrphanGuard start() {
        try {
            return new OrphanGuard(new ProcessBuilder("sh", "-c", SCRIPT)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start sh, which watches over the child processes", e);
        }
    }

    /** From now on this process does not outlive the JVM. */
    public void watch(ServiceProcess child) {
        watch(child.pid());
    }

    void watch(long pid) {
        tell("watch " + pid);
    }

    /** This process has ended; its id may come back as somebody else's. */
    public void forget(ServiceProcess child) {
        forget(child.pid());
    }

    void forget(long pid) {
        tell("forget " + pid);
    }

    private synchronized void tell(String line) {
        try {
            pipe.write(line + "\n");
            pipe.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the process that watches over the children is gone", e);
        }
    }

    /** Lets the guard go; it ends what it still watches. */
    @Override
    public synchronized void close() {
        try {
            pipe.close();
            shell.waitFor();
        } catch (IOException e) {
            shell.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
