package io.plumbline.benchmarks.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.plumbline.benchmarks.race.Child;
import io.plumbline.contracts.event.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * ONNX Runtime alone: the same rows again and again from and into direct buffers, in the batch size at which it is
 * fastest, with as many callers and threads in a call as the service's {@code model.workers} and {@code model.threads}.
 */
final class BareSession {
    static final String ANSWER = "rows/s ";

    private static final Duration EACH_SIZE = Duration.ofMillis(500);

    private static final Duration MEASURED = Duration.ofSeconds(4);
    private static final int LARGEST_BATCH = 512;

    private final SideArguments arguments;

    BareSession(SideArguments arguments) {
        this.arguments = arguments;
    }

    /** Prints the best batch size and its rows a second, and ends. */
    void run() throws OrtException, InterruptedException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(arguments.setting("model.threads", Integer.class));
            options.setInterOpNumThreads(1);
            try (OrtSession session =
                    environment.createSession(arguments.workload().network().onnx(Course.SEED), options)) {
                rate(environment, session, 1, EACH_SIZE);
                int best = 1;
                double fastest = 0;
                for (int size = 1; size <= LARGEST_BATCH; size *= 2) {
                    double rate = rate(environment, session, size, EACH_SIZE);
                    if (rate > fastest) {
                        fastest = rate;
                        best = size;
                    }
                }
                System.out.println(ANSWER + rate(environment, session, best, MEASURED) + " " + best);
            }
        }
    }

    /** Rows a second of all callers together. */
    private double rate(OrtEnvironment environment, OrtSession session, int size, Duration duration)
            throws InterruptedException {
        int callers = arguments.setting("model.workers", Integer.class);
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            List<Callable<Double>> calls = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                calls.add(() -> call(environment, session, size, duration));
            }
            double sum = 0;
            for (Future<Double> call : threads.invokeAll(calls)) {
                sum += call.get();
            }
            return sum;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the session failed on a batch of " + size, e.getCause());
        } finally {
            threads.shutdown();
        }
    }

    private double call(OrtEnvironment environment, OrtSession session, int size, Duration duration)
            throws OrtException {
        Network network = arguments.workload().network();
        try (OnnxTensor input = tensor(environment, network.shape(size));
                OnnxTensor output = tensor(
                        environment, new long[] {size, network.task().labels().size()})) {
            Map<String, OnnxTensor> inputs = Map.of(network.input(), input);
            Map<String, OnnxTensor> outputs = Map.of(Network.OUTPUT, output);
            long rows = 0;
            long began = System.nanoTime();
            long now = began;
            while (now - began < duration.toNanos()) {
                session.run(inputs, outputs).close();
                rows += size;
                now = System.nanoTime();
            }
            return rows * 1e9 / (now - began);
        }
    }

    private static OnnxTensor tensor(OrtEnvironment environment, long[] shape) throws OrtException {
        long elements = Tensor.elements(shape);
        ByteBuffer buffer = ByteBuffer.allocateDirect(Math.toIntExact(elements * Float.BYTES))
                .order(ByteOrder.nativeOrder());
        for (int i = 0; i < elements; i++) {
            buffer.putFloat((i % 199 - 99) / 50f);
        }
        buffer.flip();
        return OnnxTensor.createTensor(environment, buffer.asFloatBuffer(), shape);
    }

    /** Runs it in a JVM of its own. */
    static Answer measure(Path folder, SideArguments arguments) {
        try (Child child = Child.start(folder, SideMain.class, "session", List.of(), arguments.words())) {
            String[] words = child.await(ANSWER, Duration.ofMinutes(2)).split(" ", -1);
            return new Answer(Double.parseDouble(words[0]), Integer.parseInt(words[1]));
        }
    }

    /** @param batch the size at which it was fastest */
    record Answer(double perSecond, int batch) {}
}
