package io.plumbline.inference.stream;

import io.plumbline.contracts.event.Tensor;
import io.plumbline.inference.batch.BatchTimes;
import io.plumbline.inference.control.ServedVersion;
import io.plumbline.inference.control.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Answers every question with the same value, or as a test tells it to. */
final class FixedVersion implements ServedVersion {
    private final String model;
    private final String version;
    private final AtomicInteger uses = new AtomicInteger();
    private volatile Breaker breaker = Breaker.CLOSED;
    private volatile int outputFloats = 1;
    private volatile UnaryOperator<Use.BatchAnswer> behaviour = UnaryOperator.identity();
    private final BatchTimes times = new BatchTimes(List.of(1));
    final List<Integer> batchSizes = java.util.Collections.synchronizedList(new ArrayList<>());

    FixedVersion(String model, String version) {
        this.model = model;
        this.version = version;
    }

    FixedVersion behaving(UnaryOperator<Use.BatchAnswer> other) {
        behaviour = other;
        return this;
    }

    FixedVersion outputFloats(int count) {
        outputFloats = count;
        return this;
    }

    void breaker(Breaker state) {
        breaker = state;
    }

    @Override
    public String model() {
        return model;
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public String checkpoint() {
        return "0".repeat(64);
    }

    @Override
    public String device() {
        return "cpu";
    }

    @Override
    public BatchTimes times() {
        return times;
    }

    @Override
    public Optional<Use> use() {
        uses.incrementAndGet();
        return Optional.of(new Use() {
            @Override
            public BatchAnswer answer(List<Question> questions) {
                batchSizes.add(questions.size());
                List<Answer> answers = new ArrayList<>();
                for (Question question : questions) {
                    answers.add(new Answer.Predicted(
                            List.of(Tensor.floats("value", new long[] {1, outputFloats}, new float[outputFloats])),
                            Optional.empty(),
                            OptionalInt.empty(),
                            List.of()));
                }
                return behaviour.apply(new BatchAnswer.Ended(answers, false));
            }

            @Override
            public void close() {
                uses.decrementAndGet();
            }
        });
    }

    @Override
    public void retire() {}

    @Override
    public int uses() {
        return uses.get();
    }

    @Override
    public Breaker breaker() {
        return breaker;
    }
}
