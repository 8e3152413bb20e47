package io.plumbline.trainer.fit;

import io.plumbline.trainer.state.Facts;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where a run stands: all that the loop itself carries from one step to the next. */
final class Progress {
    /** Optimizer steps done. */
    long step;
    /** The epoch that the next batch belongs to, from 1. */
    int epoch = 1;
    /** The next batch of that epoch, from 0. */
    int batch;
    /** Sum of the losses of the epoch's steps so far. */
    double lossSum;
    /** Steps of the epoch so far. */
    long epochSteps;
    /** The rate of the last step. */
    double learningRate;
    /** The epoch that was best so far, from 1; 0 for none. */
    int bestEpoch;
    /** Seconds spent by earlier processes on the same run. */
    double secondsBefore;
    /** Why the run is over; empty while it is not. */
    String ended = "";

    void nextEpoch() {
        epoch++;
        batch = 0;
        lossSum = 0;
        epochSteps = 0;
    }

    /** Epochs validated; of a run that is over, the one that it ended in counts, also when it is not whole. */
    int epochsDone() {
        return ended.isEmpty() ? epoch - 1 : epoch;
    }

    double trainingLoss() {
        return epochSteps == 0 ? Double.NaN : lossSum / epochSteps;
    }

    Map<String, Object> state(double seconds) {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("step", step);
        state.put("epoch", epoch);
        state.put("batch", batch);
        state.put("lossSum", lossSum);
        state.put("epochSteps", epochSteps);
        state.put("learningRate", learningRate);
        state.put("bestEpoch", bestEpoch);
        state.put("seconds", seconds);
        state.put("ended", ended);
        return state;
    }

    static Progress of(Facts state) {
        Progress progress = new Progress();
        progress.step = state.whole("step");
        progress.epoch = (int) state.whole("epoch");
        progress.batch = (int) state.whole("batch");
        progress.lossSum = state.real("lossSum");
        progress.epochSteps = state.whole("epochSteps");
        progress.learningRate = state.real("learningRate");
        progress.bestEpoch = (int) state.whole("bestEpoch");
        progress.secondsBefore = state.real("seconds");
        progress.ended = state.text("ended");
        return progress;
    }
}
