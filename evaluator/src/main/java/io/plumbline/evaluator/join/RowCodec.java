package io.plumbline.evaluator.join;

import io.plumbline.contracts.event.Role;
import io.plumbline.contracts.event.Truth;
import io.plumbline.evaluator.statistic.Contribution;
import io.plumbline.evaluator.statistic.ContributionCodec;
import io.plumbline.evaluator.stored.StoredBytes;
import io.plumbline.evaluator.stored.StoredReader;
import io.plumbline.evaluator.tally.VersionIds;
import io.plumbline.evaluator.tally.VersionKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Rows as bytes in the state store; the first byte is the format's version. A labelled classification of one version takes
 * about 35 bytes and the label's name, and 4 bytes for each class.
 *
 * <p>Threads: one at a time.
 */
public final class RowCodec {
    private static final int FORMAT = 2;
    private static final int ROLE_BITS = 4;
    private static final int LABEL_FIRST = 1 << ROLE_BITS;
    private static final int MATURED = 2 << ROLE_BITS;
    /** From this bit on, as a number: {@link PairRole}. */
    private static final int PAIRING_SHIFT = ROLE_BITS + 2;

    private static final Role[] ROLES = Role.values();
    private static final PairRole[] PAIRINGS = PairRole.values();

    private final VersionIds versions;
    private final StoredBytes out = new StoredBytes();

    /** @param versions the numbers that stand for versions; those that are met for the first time get one */
    public RowCodec(VersionIds versions) {
        this.versions = versions;
    }

    public byte[] encode(JoinRow row) {
        out.clear().number(FORMAT).number(row.keepUntilMillis());
        out.flag(row.label().isPresent());
        row.label().ifPresent(label -> {
            write(out, label.truth());
            out.number(label.order().revision())
                    .number(label.order().timeMillis())
                    .number(label.order().offset())
                    .number(label.order().timeMillis() - label.firstMillis());
        });
        out.number(row.predictions().size());
        row.predictions().forEach((version, held) -> {
            out.number(versions.id(version)).fixed(held.fingerprint());
            OutcomeCodec.write(out, held.outcome());
            out.number(held.role().ordinal()
                            | (held.labelFirst() ? LABEL_FIRST : 0)
                            | (held.matured() ? MATURED : 0)
                            | held.pairing().ordinal() << PAIRING_SHIFT)
                    .number(row.keepUntilMillis() - held.timeMillis());
            write(out, held.verdict());
        });
        return out.toBytes();
    }

    /** @throws IllegalArgumentException if {@link #encode} cannot have written these */
    public JoinRow decode(byte[] bytes) {
        StoredReader in = new StoredReader(bytes);
        in.number(FORMAT, FORMAT);
        long keepUntil = in.number();
        Optional<HeldLabel> label = in.flag() ? Optional.of(label(in)) : Optional.empty();
        int count = in.count();
        TreeMap<VersionKey, HeldPrediction> predictions = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            VersionKey version = versions.version(in.number(0, Integer.MAX_VALUE));
            if (predictions.put(version, held(in, keepUntil)) != null) {
                throw new IllegalArgumentException("row holds version " + version.path() + " twice");
            }
        }
        in.end();
        return new JoinRow(predictions, label, keepUntil);
    }

    private static HeldPrediction held(StoredReader in, long keepUntil) {
        long fingerprint = in.fixed();
        Outcome outcome = OutcomeCodec.read(in);
        int flags = in.number(0, (PAIRINGS.length << PAIRING_SHIFT) - 1);
        int role = flags & LABEL_FIRST - 1;
        if (role >= ROLES.length) {
            throw new IllegalArgumentException("role is " + role + ", expected less than " + ROLES.length);
        }
        return new HeldPrediction(
                fingerprint,
                outcome,
                ROLES[role],
                keepUntil - in.number(),
                (flags & LABEL_FIRST) != 0,
                (flags & MATURED) != 0,
                PAIRINGS[flags >>> PAIRING_SHIFT],
                verdict(in, outcome));
    }

    private static HeldLabel label(StoredReader in) {
        Truth truth = truth(in);
        LabelOrder order = new LabelOrder(in.number(), in.number(), in.number());
        return new HeldLabel(truth, order, order.timeMillis() - in.number());
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

    private static void write(StoredBytes out, Verdict verdict) {
        if (verdict instanceof Verdict.Unlabelled) {
            out.number(0);
        } else if (verdict instanceof Verdict.AwaitingNames) {
            out.number(1);
        } else if (verdict instanceof Verdict.Invalid) {
            out.number(2);
        } else if (verdict instanceof Verdict.Counted counted) {
            if (counted.contribution() instanceof Contribution.Classified pair) {
                // The rest follows from the outcome, which the row holds.
                out.number(3).number(pair.actual());
            } else {
                out.number(4);
                ContributionCodec.write(out, counted.contribution());
            }
        }
    }

    private static Verdict verdict(StoredReader in, Outcome outcome) {
        return switch (in.number(0, 4)) {
            case 0 -> new Verdict.Unlabelled();
            case 1 -> new Verdict.AwaitingNames();
            case 2 -> new Verdict.Invalid();
            case 3 -> {
                if (!(outcome instanceof Outcome.OfClass predicted)) {
                    throw new IllegalArgumentException("a class was counted against " + outcome);
                }
                yield new Verdict.Counted(predicted.against(in.number(0, predicted.classes() - 1)));
            }
            default -> new Verdict.Counted(ContributionCodec.read(in));
        };
    }
}
