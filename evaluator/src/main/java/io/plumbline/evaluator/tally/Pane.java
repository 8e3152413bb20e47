package io.plumbline.evaluator.tally;

import io.plumbline.evaluator.statistic.Statistics;
import io.plumbline.evaluator.statistic.StatisticsCodec;
import io.plumbline.evaluator.stored.StoredBytes;
import io.plumbline.evaluator.stored.StoredReader;

/**
 * What counts now of the predictions whose requests were made in one pane of time. Late labels go where their prediction
 * lies, and what is corrected is corrected there.
 *
 * <p>Threads: one at a time.
 */
public final class Pane {
    private long predictions;
    private final Statistics net;

    /** Of nothing yet. */
    public Pane() {
        this(0, new Statistics());
    }

    Pane(long predictions, Statistics net) {
        this.predictions = predictions;
        this.net = net;
    }

    void apply(TallyUpdate update) {
        if (update instanceof TallyUpdate.Enter) {
            predictions++;
        } else if (update instanceof TallyUpdate.Add add) {
            net.add(add.contribution());
        } else if (update instanceof TallyUpdate.Remove remove) {
            net.remove(remove.contribution());
        }
    }

    /** Predictions that came into the view, labelled or not. */
    public long predictions() {
        return predictions;
    }

    /** Over the labelled ones. */
    public Statistics net() {
        return net;
    }

    /** Adds all of {@code other}, which stays as it is. */
    public void merge(Pane other) {
        predictions = Math.addExact(predictions, other.predictions);
        net.merge(other.net);
    }

    byte[] toBytes() {
        StoredBytes out = new StoredBytes().number(predictions);
        StatisticsCodec.write(out, net);
        return out.toBytes();
    }

    static Pane fromBytes(byte[] bytes) {
        StoredReader in = new StoredReader(bytes);
        long predictions = in.number();
        Statistics net = StatisticsCodec.read(in);
        in.end();
        return new Pane(predictions, net);
    }
}
