package io.plumbline.inference.telemetry;

import io.plumbline.contracts.ops.MetricsWriter;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.Writer;

/** Writes one registry in the text format that the scraper asks for. */
public final class PrometheusText implements MetricsWriter {
    private final CollectorRegistry registry;

    public PrometheusText(CollectorRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void write(Writer out, String acceptHeader) throws IOException {
        TextFormat.writeFormat(contentType(acceptHeader), out, registry.metricFamilySamples());
    }

    @Override
    public String contentType(String acceptHeader) {
        return TextFormat.chooseContentType(acceptHeader);
    }
}
