package io.plumbline.evaluator.join;

import io.plumbline.evaluator.stored.StoredBytes;
import io.plumbline.evaluator.stored.StoredReader;
import java.util.ArrayList;
import java.util.List;

/** Outcomes as bytes in a row. Probabilities that are floats, as models give them, take 4 bytes each, others 8. */
final class OutcomeCodec {
    private static final int FLOATS = 0;
    private static final int DOUBLES = 1;
    private static final int VALUE = 2;
    private static final int RANKING = 3;

    private OutcomeCodec() {}

    static void write(StoredBytes out, Outcome outcome) {
        if (outcome instanceof Outcome.OfClass predicted) {
            boolean floats = areFloats(predicted);
            out.number(floats ? FLOATS : DOUBLES).number(predicted.index()).number(predicted.classes());
            for (int c = 0; c < predicted.classes(); c++) {
                if (floats) {
                    out.real((float) predicted.probability(c));
                } else {
                    out.real(predicted.probability(c));
                }
            }
        } else if (outcome instanceof Outcome.OfValue predicted) {
            out.number(VALUE).real(predicted.value());
        } else if (outcome instanceof Outcome.OfRanking served) {
            double[] scores = served.scores();
            out.number(RANKING).number(scores.length);
            for (int i = 0; i < scores.length; i++) {
                out.text(served.items().get(i)).real(scores[i]);
            }
        }
    }

    private static boolean areFloats(Outcome.OfClass predicted) {
        for (int c = 0; c < predicted.classes(); c++) {
            if ((float) predicted.probability(c) != predicted.probability(c)) {
                return false;
            }
        }
        return true;
    }

    static Outcome read(StoredReader in) {
        int kind = in.number(FLOATS, RANKING);
        return switch (kind) {
            case FLOATS, DOUBLES -> {
                int index = in.number(0, Integer.MAX_VALUE);
                double[] probabilities = new double[in.count()];
                for (int c = 0; c < probabilities.length; c++) {
                    probabilities[c] = kind == FLOATS ? in.real32() : in.real();
                }
                yield new Outcome.OfClass(index, probabilities);
            }
            case VALUE -> new Outcome.OfValue(in.real());
            default -> {
                int count = in.count();
                List<String> items = new ArrayList<>();
                double[] scores = new double[count];
                for (int i = 0; i < count; i++) {
                    items.add(in.text());
                    scores[i] = in.real();
                }
                yield new Outcome.OfRanking(items, scores);
            }
        };
    }
}
