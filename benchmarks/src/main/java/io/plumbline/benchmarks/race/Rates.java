package io.plumbline.benchmarks.race;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the sides of a race did, round by round: records a second, and what a record cost. */
public final class Rates {
    private final Map<String, List<Double>> perSecond = new LinkedHashMap<>();
    private final Map<String, List<Double>> allocated = new LinkedHashMap<>();
    private final Map<String, List<Double>> cpu = new LinkedHashMap<>();
    private final Map<String, List<Double>> process = new LinkedHashMap<>();

    public void add(String side, Run run) {
        addRate(side, run.perSecond());
        note(allocated, side, run.allocatedBytesPerRecord());
        note(cpu, side, run.cpuNanosPerRecord());
        note(process, side, run.processCpuNanosPerRecord());
    }

    /** A rate of which nothing else is known. */
    public void addRate(String side, double rate) {
        note(perSecond, side, rate);
    }

    private static void note(Map<String, List<Double>> values, String side, double value) {
        values.computeIfAbsent(side, any -> new ArrayList<>()).add(value);
    }

    /** The middle of a side's rates, or 0 if it did not run. */
    public double medianPerSecond(String side) {
        List<Double> rates = perSecond.getOrDefault(side, List.of());
        return rates.isEmpty() ? 0 : Spread.of(rates).median();
    }

    /** One side's rate by another's, taken within each round; empty if one of them did not run. */
    public Optional<Spread> ratio(String ours, String theirs) {
        return ratio(perSecond, ours, theirs);
    }

    /** How much more processor time another side's process takes for a record than ours, taken within each round. */
    public Optional<Spread> processorRatio(String ours, String theirs) {
        return ratio(process, theirs, ours);
    }

    private static Optional<Spread> ratio(Map<String, List<Double>> values, String above, String below) {
        List<Double> mine = values.getOrDefault(above, List.of());
        List<Double> other = values.getOrDefault(below, List.of());
        if (mine.isEmpty() || other.isEmpty()) {
            return Optional.empty();
        }
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < mine.size(); round++) {
            ratios.add(mine.get(round) / other.get(round));
        }
        return Optional.of(Spread.of(ratios));
    }

    /**
     * Puts the spreads by side under three names; what was not measured is left out.
     *
     * @param rateName of the rates; the costs are {@code allocatedBytesPerRecord}, {@code cpuNanosPerRecord}
     *     of Java's threads and {@code processCpuNanosPerRecord} of all
     */
    public void write(Map<String, Object> json, String rateName) {
        group(json, rateName, perSecond);
        group(json, "allocatedBytesPerRecord", allocated);
        group(json, "cpuNanosPerRecord", cpu);
        group(json, "processCpuNanosPerRecord", process);
    }

    private static void group(Map<String, Object> json, String name, Map<String, List<Double>> values) {
        if (!values.isEmpty()) {
            Map<String, Object> spreads = new LinkedHashMap<>();
            values.forEach((side, each) -> spreads.put(side, Spread.of(each).json()));
            json.put(name, spreads);
        }
    }
}
