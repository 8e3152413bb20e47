package io.plumbline.inference.proof;

import io.plumbline.inference.DecoratedInstance;
import io.plumbline.inference.InferenceService;
import io.plumbline.inference.stream.ClientDecorator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

/**
 * The process of one instance that ends, or stands still, at a point of read-process-write.
 *
 * <p>Arguments: {@code halt}, {@code freeze} or {@code serve}; the point; the passage; then {@code key=value} each.
 */
final class EndingInstance {
    /** As a process that SIGKILL ended, for a shell. */
    static final int HALTED = 137;

    private EndingInstance() {}

    public static void main(String[] args) throws Exception {
        List<String> sets = Arrays.asList(args).subList(3, args.length);
        ClientDecorator decorator =
                switch (args[0]) {
                    case "halt" -> at(args, () -> Runtime.getRuntime().halt(HALTED));
                    case "freeze" -> at(args, EndingInstance::freeze);
                    default -> ClientDecorator.NONE;
                };
        try (InferenceService service = DecoratedInstance.start(sets, decorator)) {
            service.await();
        }
    }

    private static ClientDecorator at(String[] args, Runnable action) {
        return new PointReached(Point.valueOf(args[1]), Integer.parseInt(args[2]), action);
    }

    private static void freeze() {
        try {
            System.out.println("freezing");
            new ProcessBuilder(
                            "kill",
                            "-STOP",
                            Long.toString(ProcessHandle.current().pid()))
                    .start()
                    .waitFor();
            System.out.println("going on");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
