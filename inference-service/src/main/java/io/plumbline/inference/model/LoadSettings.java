package io.plumbline.inference.model;

import java.util.List;

/**
 * How a model is loaded.
 *
 * @param warmUpBatches the batch sizes, in requests, that are run once before the model may serve
 * @param intraOpThreads threads inside one native call, &gt;= 1; with the number of workers it should stay within the cores
 * @param maxRowsPerRequest most rows of one request (a ranking query has one per candidate), &gt;= 1
 * @param golden how far the answers to golden samples may be from the trainer's
 * @param placement where it computes
 * @param cuda how it uses a GPU
 */
public record LoadSettings(
        List<Integer> warmUpBatches,
        int intraOpThreads,
        int maxRowsPerRequest,
        Tolerance golden,
        Placement placement,
        CudaSettings cuda) {
    public LoadSettings {
        warmUpBatches = List.copyOf(warmUpBatches);
        if (warmUpBatches.isEmpty() || warmUpBatches.stream().anyMatch(size -> size < 1)) {
            throw new IllegalArgumentException(
                    "warm-up batches are " + warmUpBatches + ", expected at least one size, each >= 1");
        }
        if (intraOpThreads < 1) {
            throw new IllegalArgumentException("intra-op threads is " + intraOpThreads + ", expected >= 1");
        }
        if (maxRowsPerRequest < 1) {
            throw new IllegalArgumentException("max rows per request is " + maxRowsPerRequest + ", expected >= 1");
        }
    }

    /** On the CPU. */
    public LoadSettings(List<Integer> warmUpBatches, int intraOpThreads, int maxRowsPerRequest) {
        this(warmUpBatches, intraOpThreads, maxRowsPerRequest, Tolerance.DEFAULT);
    }

    /** On the CPU. */
    public LoadSettings(List<Integer> warmUpBatches, int intraOpThreads, int maxRowsPerRequest, Tolerance golden) {
        this(warmUpBatches, intraOpThreads, maxRowsPerRequest, golden, Placement.CPU, CudaSettings.DEFAULT);
    }

    /** The same elsewhere. */
    public LoadSettings on(Placement other) {
        return new LoadSettings(warmUpBatches, intraOpThreads, maxRowsPerRequest, golden, other, cuda);
    }
}
