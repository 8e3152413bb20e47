package io.plumbline.local.scrape;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All samples of one scrape. */
public final class Samples {
    private final List<Sample> samples;

    private Samples(List<Sample> samples) {
        this.samples = samples;
    }

    /** No samples: before the first scrape. */
    public static Samples none() {
        return new Samples(List.of());
    }

    /** @throws IllegalArgumentException if the page is not in Prometheus's text format */
    public static Samples parse(String page) {
        return new Samples(MetricsText.parse(page));
    }

    /** The series of a name that have all these labels. */
    public Stream<Sample> of(String name, Map<String, String> labels) {
        return samples.stream().filter(sample -> sample.name().equals(name) && sample.has(labels));
    }

    /** The sum over those series; 0 without any. */
    public double sum(String name, Map<String, String> labels) {
        return of(name, labels).mapToDouble(Sample::value).sum();
    }

    /** {@link #sum} of something that is counted. */
    public long count(String name, Map<String, String> labels) {
        return Math.round(sum(name, labels));
    }

    /** A histogram's buckets, over all its series. */
    public Buckets buckets(String name, Map<String, String> labels) {
        return Buckets.of(of(name + "_bucket", labels).toList());
    }
}
