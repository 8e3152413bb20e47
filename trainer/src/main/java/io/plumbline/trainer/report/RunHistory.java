package io.plumbline.trainer.report;

import io.plumbline.trainer.fit.EpochResult;
import io.plumbline.trainer.fit.FitEnd;
import io.plumbline.trainer.fit.FitListener;
import io.plumbline.trainer.fit.FitStart;
import io.plumbline.trainer.fit.StepResult;
import io.plumbline.trainer.report.chart.Curve;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a run has gone through so far, over all its processes, in bounded room but for a record per epoch. */
final class RunHistory implements FitListener {
    private final List<Long> startedAfter = new ArrayList<>();
    private final Curve loss = new Curve();
    private final Curve learningRate = new Curve();
    private final Curve gradientNorm = new Curve();
    private final Map<Integer, EpochResult> epochs = new TreeMap<>();
    private double seconds;
    private long step;

    @Override
    public void started(FitStart start) {
        startedAfter.add(start.step());
        step = Math.max(step, start.step());
    }

    @Override
    public void stepped(StepResult result) {
        step = result.step();
        seconds = result.seconds();
        loss.add(step, result.loss());
        learningRate.add(step, result.learningRate());
        gradientNorm.add(step, result.gradientNorm());
    }

    @Override
    public void validated(EpochResult epoch) {
        seconds = epoch.seconds();
        epochs.put(epoch.epoch(), epoch);
    }

    @Override
    public void ended(FitEnd end) {
        seconds = end.seconds();
    }

    /** The steps that were done already when a process started: 0, then one for each resume. */
    List<Long> startedAfter() {
        return List.copyOf(startedAfter);
    }

    /** Steps done. */
    long step() {
        return step;
    }

    /** Of all processes together. */
    double seconds() {
        return seconds;
    }

    /** By epoch; the later one where an epoch was validated twice. */
    Collection<EpochResult> epochs() {
        return epochs.values();
    }

    /** The last one that was better than every earlier one by the metric that decides; 0 if there is none. */
    int bestEpoch() {
        int best = 0;
        for (EpochResult epoch : epochs.values()) {
            best = epoch.best() ? epoch.epoch() : best;
        }
        return best;
    }

    List<Curve.Point> loss() {
        return loss.points();
    }

    List<Curve.Point> learningRate() {
        return learningRate.points();
    }

    List<Curve.Point> gradientNorm() {
        return gradientNorm.points();
    }
}
