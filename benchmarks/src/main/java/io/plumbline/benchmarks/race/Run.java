package io.plumbline.benchmarks.race;

import io.plumbline.benchmarks.race.Probe.Reading;

/**
 * How a side did in one run.
 *
 * @param records that the clock was over
 * @param used by its threads meanwhile
 */
public record Run(String side, long records, double seconds, Reading used, long residentBytes) {
    public double perSecond() {
        return records / seconds;
    }

    public double allocatedBytesPerRecord() {
        return (double) used.allocatedBytes() / records;
    }

    public double cpuNanosPerRecord() {
        return (double) used.cpuNanos() / records;
    }

    /** Native threads too: where RocksDB compacts, and the collector. */
    public double processCpuNanosPerRecord() {
        return (double) used.processCpuNanos() / records;
    }
}
