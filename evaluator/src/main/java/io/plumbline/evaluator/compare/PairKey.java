package io.plumbline.evaluator.compare;

import java.util.Comparator;

/** Two versions of one model and what they are compared by. The baseline is the one that answered, as a rule the champion. */
public record PairKey(String model, String baseline, String challenger, PairMetric metric)
        implements Comparable<PairKey> {
    private static final Comparator<PairKey> ORDER = Comparator.comparing(PairKey::model)
            .thenComparing(PairKey::baseline)
            .thenComparing(PairKey::challenger)
            .thenComparing(pair -> pair.metric().name());

    public PairKey {
        if (baseline.equals(challenger)) {
            throw new IllegalArgumentException("baseline and challenger of model '" + model + "' are both '" + baseline
                    + "', expected two versions");
        }
    }

    /** With the versions in each other's place. */
    public PairKey mirrored() {
        return new PairKey(model, challenger, baseline, metric);
    }

    @Override
    public int compareTo(PairKey other) {
        return ORDER.compare(this, other);
    }
}
