package io.plumbline.evaluator.statistic;

import io.plumbline.evaluator.stored.StoredBytes;
import io.plumbline.evaluator.stored.StoredReader;
import io.plumbline.metrics.classification.JudgedProbabilities;
import io.plumbline.metrics.ranking.QueryScores;
import io.plumbline.metrics.regression.RegressionErrors;
import java.util.Optional;

/** Contributions as bytes in the state stores. */
public final class ContributionCodec {
    private static final int CLASSIFIED = 0;
    private static final int SCORED = 1;
    private static final int MEASURED = 2;
    private static final int RANKED = 3;

    private ContributionCodec() {}

    public static void write(StoredBytes out, Contribution contribution) {
        if (contribution instanceof Contribution.Classified pair) {
            out.number(pair.scored().isPresent() ? SCORED : CLASSIFIED)
                    .number(pair.actual())
                    .number(pair.predicted());
            pair.scored().ifPresent(scored -> write(out, scored));
        } else if (contribution instanceof Contribution.Measured pair) {
            out.number(MEASURED).real(pair.errors().actual()).real(pair.errors().predicted());
        } else if (contribution instanceof Contribution.Ranked query) {
            out.number(RANKED).numbers(query.scores().toLongs());
        }
    }

    private static void write(StoredBytes out, Contribution.Scored scored) {
        for (long value : scored.judged().toLongs()) {
            out.number(value);
        }
        out.number(scored.classes())
                .number(scored.above())
                .number(scored.equalBefore())
                .number(scored.equalAfter())
                .real(scored.second());
    }

    /** @throws IllegalArgumentException if {@link #write} cannot have written what comes */
    public static Contribution read(StoredReader in) {
        int kind = in.number(CLASSIFIED, RANKED);
        return switch (kind) {
            case CLASSIFIED, SCORED ->
                new Contribution.Classified(
                        in.number(0, Integer.MAX_VALUE),
                        in.number(0, Integer.MAX_VALUE),
                        kind == SCORED ? Optional.of(scored(in)) : Optional.empty());
            case MEASURED -> new Contribution.Measured(new RegressionErrors.Contribution(in.real(), in.real()));
            default -> new Contribution.Ranked(QueryScores.fromLongs(in.numbers()));
        };
    }

    private static Contribution.Scored scored(StoredReader in) {
        long[] judged = new long[JudgedProbabilities.STATE_LENGTH];
        for (int i = 0; i < judged.length; i++) {
            judged[i] = in.number();
        }
        int classes = in.number(2, Integer.MAX_VALUE);
        return new Contribution.Scored(
                JudgedProbabilities.fromLongs(judged),
                classes,
                in.number(0, classes - 1),
                in.number(0, classes - 1),
                in.number(0, classes - 1),
                in.real());
    }
}
