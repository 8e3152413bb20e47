package io.plumbline.evaluator.telemetry;

import io.plumbline.contracts.ops.MetricsWriter;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.Writer;

/** A registry in the text format that the scraper asks for. */
public final class MetricsPage implements MetricsWriter {
    private final CollectorRegistry registry;

    public MetricsPage(CollectorRegistry registry) {
        this.registry = registry;
    }

    @Override
    public String contentType(String acceptHeader) {
        return TextFormat.chooseContentType(acceptHeader);
    }

    @Override
    public void write(Writer out, String contentType) throws IOException {
        TextFormat.writeFormat(contentType, out, registry.metricFamilySamples());
    }
}
