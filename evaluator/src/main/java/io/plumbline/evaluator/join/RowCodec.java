package io.plumbline.evaluator.join;

import io.plumbline.contracts.event.Role;
import io.plumbline.contracts.event.Truth;
import io.plumbline.evaluator.tally.Contribution;
import io.plumbline.evaluator.tally.StoredBytes;
import io.plumbline.evaluator.tally.StoredReader;
import io.plumbline.evaluator.tally.VersionKey;
import io.plumbline.metrics.ranking.QueryScores;
import io.plumbline.metrics.regression.RegressionErrors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Rows as bytes in the state store; the first byte is the format's version. A labelled classification of one version
 * takes about 60 bytes beside the names.
 */
public final class RowCodec {
    private static final int FORMAT = 1;

    private RowCodec() {}

    public static byte[] encode(JoinRow row) {
        StoredBytes out = new StoredBytes().number(FORMAT).number(row.keepUntilMillis());
        out.flag(row.label().isPresent());
        row.label().ifPresent(label -> {
            write(out, label.truth());
            out.number(label.order().revision())
                    .number(label.order().timeMillis())
                    .number(label.order().offset());
        });
        out.number(row.predictions().size());
        row.predictions().forEach((version, held) -> {
            out.text(version.model()).text(version.version());
            out.number(held.fingerprint());
            write(out, held.outcome());
            out.number(held.role().ordinal())
                    .number(held.timeMillis())
                    .flag(held.labelFirst())
                    .flag(held.matured());
            write(out, held.verdict());
        });
        return out.toBytes();
    }

    /** @throws IllegalArgumentException if {@link #encode} cannot have written these */
    public static JoinRow decode(byte[] bytes) {
        StoredReader in = new StoredReader(bytes);
        in.number(FORMAT, FORMAT);
        long keepUntil = in.number();
        Optional<HeldLabel> label = in.flag()
                ? Optional.of(new HeldLabel(truth(in), new LabelOrder(in.number(), in.number(), in.number())))
                : Optional.empty();
        int count = in.count();
        TreeMap<VersionKey, HeldPrediction> predictions = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            VersionKey version = new VersionKey(in.text(), in.text());
            HeldPrediction held = new HeldPrediction(
                    in.number(),
                    outcome(in),
                    Role.values()[in.number(0, Role.values().length - 1)],
                    in.number(),
                    in.flag(),
                    in.flag(),
                    verdict(in));
            if (predictions.put(version, held) != null) {
                throw new IllegalArgumentException("row holds version " + version.path() + " twice");
            }
        }
        in.end();
        return new JoinRow(predictions, label, keepUntil);
    }

    private static void write(StoredBytes out, Truth truth) {
        if (truth instanceof Truth.ClassName name) {
            out.number(0).text(name.name());
        } else if (truth instanceof Truth.Value number) {
            out.number(1).real(number.value());
        } else if (truth instanceof Truth.Relevance relevance) {
            out.number(2).number(relevance.grades().size());
            new TreeMap<>(relevance.grades())
                    .forEach((item, grade) -> out.text(item).real(grade));
        } else {
            out.number(3);
        }
    }

    private static Truth truth(StoredReader in) {
        return switch (in.number(0, 3)) {
            case 0 -> new Truth.ClassName(in.text());
            case 1 -> new Truth.Value(in.real());
            case 2 -> {
                int count = in.count();
                Map<String, Double> grades = new HashMap<>();
                for (int i = 0; i < count; i++) {
                    grades.put(in.text(), in.real());
                }
                yield new Truth.Relevance(grades);
            }
            default -> new Truth.Retracted();
        };
    }

    private static void write(StoredBytes out, Outcome outcome) {
        if (outcome instanceof Outcome.OfClass predicted) {
            out.number(0).number(predicted.index()).number(predicted.classes());
        } else if (outcome instanceof Outcome.OfValue predicted) {
            out.number(1).real(predicted.value());
        } else if (outcome instanceof Outcome.OfRanking served) {
            double[] scores = served.scores();
            out.number(2).number(scores.length);
            for (int i = 0; i < scores.length; i++) {
                out.text(served.items().get(i)).real(scores[i]);
            }
        }
    }

    private static Outcome outcome(StoredReader in) {
        return switch (in.number(0, 2)) {
            case 0 -> new Outcome.OfClass(in.number(0, Integer.MAX_VALUE), in.number(0, Integer.MAX_VALUE));
            case 1 -> new Outcome.OfValue(in.real());
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

    private static void write(StoredBytes out, Verdict verdict) {
        if (verdict instanceof Verdict.Unlabelled) {
            out.number(0);
        } else if (verdict instanceof Verdict.AwaitingNames) {
            out.number(1);
        } else if (verdict instanceof Verdict.Invalid) {
            out.number(2);
        } else if (verdict instanceof Verdict.Counted counted) {
            write(out, counted.contribution());
        }
    }

    private static void write(StoredBytes out, Contribution contribution) {
        if (contribution instanceof Contribution.Classified pair) {
            out.number(3).number(pair.actual()).number(pair.predicted());
        } else if (contribution instanceof Contribution.Measured pair) {
            out.number(4).real(pair.errors().actual()).real(pair.errors().predicted());
        } else if (contribution instanceof Contribution.Ranked query) {
            out.number(5).numbers(query.scores().toLongs());
        }
    }

    private static Verdict verdict(StoredReader in) {
        return switch (in.number(0, 5)) {
            case 0 -> new Verdict.Unlabelled();
            case 1 -> new Verdict.AwaitingNames();
            case 2 -> new Verdict.Invalid();
            case 3 ->
                new Verdict.Counted(
                        new Contribution.Classified(in.number(0, Integer.MAX_VALUE), in.number(0, Integer.MAX_VALUE)));
            case 4 ->
                new Verdict.Counted(new Contribution.Measured(new RegressionErrors.Contribution(in.real(), in.real())));
            default -> new Verdict.Counted(new Contribution.Ranked(QueryScores.fromLongs(in.numbers())));
        };
    }
}
