package io.plumbline.inference;

import io.plumbline.contracts.config.Settings;
import io.plumbline.inference.stream.ClientDecorator;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Starts instances whose Kafka clients a test has its hands on. */
public final class DecoratedInstance {
    private DecoratedInstance() {}

    /** @param sets configuration as {@code key=value} */
    public static InferenceService start(List<String> sets, ClientDecorator decorator) throws IOException {
        return new InferenceService(
                new ServiceSettings(Settings.load(ServiceSettings.all(), Map.of(), Map.of(), sets)),
                new CollectorRegistry(),
                decorator);
    }
}
