package io.plumbline.inference.control;

import io.plumbline.inference.batch.BatchTimes;
import java.util.List;
import java.util.Optional;

/** A version that is loaded and never asked. */
record NamedVersion(String model, String version) implements ServedVersion {
    @Override
    public String checkpoint() {
        return "ab".repeat(32);
    }

    @Override
    public String device() {
        return "cpu";
    }

    @Override
    public Optional<Use> use() {
        return Optional.empty();
    }

    @Override
    public BatchTimes times() {
        return new BatchTimes(List.of(1));
    }

    @Override
    public void retire() {}

    @Override
    public int uses() {
        return 0;
    }

    @Override
    public Breaker breaker() {
        return Breaker.CLOSED;
    }
}
