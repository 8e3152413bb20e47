package io.plumbline.benchmarks.device;

import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.Request;
import io.plumbline.inference.model.ItemOutcome;
import io.plumbline.inference.model.Prepared;
import io.plumbline.inference.model.ServedModel;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;

/** A model that runs each row of a batch in a call of its own. The model it stands before stays its owner's to close. */
final class OneByOne implements ServedModel {
    private final ServedModel model;

    OneByOne(ServedModel model) {
        this.model = model;
    }

    @Override
    public Manifest manifest() {
        return model.manifest();
    }

    @Override
    public String device() {
        return model.device();
    }

    @Override
    public Decoded<Prepared> prepare(Request request, String where) {
        return model.prepare(request, where);
    }

    @Override
    public List<ItemOutcome> predict(List<Prepared> batch) {
        return batch.stream().map(row -> model.predict(List.of(row)).get(0)).toList();
    }

    @Override
    public void probe() {
        model.probe();
    }

    @Override
    public SortedMap<Integer, Duration> warmUp() {
        return model.warmUp();
    }

    @Override
    public int nativeArrays() {
        return model.nativeArrays();
    }

    @Override
    public void close() {}
}
