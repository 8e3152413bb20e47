package io.plumbline.evaluator.tally;

import io.plumbline.evaluator.cohort.Said;
import io.plumbline.evaluator.compare.PairMetric;
import io.plumbline.evaluator.statistic.ContributionCodec;
import io.plumbline.evaluator.stored.StoredBytes;
import io.plumbline.evaluator.stored.StoredReader;

/** Updates as bytes, as the journal keeps them. */
public final class UpdateCodec {
    private static final int COUNT = 0;
    private static final int ENTER = 1;
    private static final int ADD = 2;
    private static final int REMOVE = 3;
    private static final int PAIRED = 4;
    private static final int PAIR_CORRECTED = 5;
    private static final int EXPECT = 6;
    private static final int REALISE = 7;
    private static final int UNREALISE = 8;

    private static final Counter[] COUNTERS = Counter.values();
    private static final View[] VIEWS = View.values();

    private UpdateCodec() {}

    /** @param versions the numbers by which {@link #read} knows versions */
    public static void write(StoredBytes out, TallyUpdate update, VersionIds versions) {
        int version = versions.id(update.version());
        if (update instanceof TallyUpdate.Count count) {
            out.number(COUNT).number(version).number(count.counter().ordinal());
        } else if (update instanceof TallyUpdate.Enter enter) {
            out.number(ENTER).number(version).number(enter.view().ordinal()).number(enter.timeMillis());
        } else if (update instanceof TallyUpdate.Add add) {
            out.number(ADD).number(version).number(add.view().ordinal()).number(add.timeMillis());
            ContributionCodec.write(out, add.contribution());
        } else if (update instanceof TallyUpdate.Remove remove) {
            out.number(REMOVE).number(version).number(remove.view().ordinal()).number(remove.timeMillis());
            ContributionCodec.write(out, remove.contribution());
        } else if (update instanceof TallyUpdate.Paired pair) {
            out.number(PAIRED).number(version).number(versions.id(pair.version().sibling(pair.baseline())));
            out.text(pair.metric().name())
                    .real(pair.baselineValue())
                    .real(pair.challengerValue())
                    .number(pair.timeMillis());
        } else if (update instanceof TallyUpdate.PairCorrected pair) {
            out.number(PAIR_CORRECTED)
                    .number(version)
                    .number(versions.id(pair.version().sibling(pair.baseline())));
            out.text(pair.metric().name());
        } else if (update instanceof TallyUpdate.Expect expect) {
            out.number(EXPECT).number(version).number(expect.timeMillis());
            SaidCodec.write(out, expect.said());
        } else if (update instanceof TallyUpdate.Realise realise) {
            out.number(REALISE).number(version).number(realise.timeMillis());
            SaidCodec.write(out, realise.said());
            out.number(realise.actual()).number(realise.delayMillis());
        } else if (update instanceof TallyUpdate.Unrealise unrealise) {
            out.number(UNREALISE).number(version).number(unrealise.timeMillis());
            SaidCodec.write(out, unrealise.said());
            out.number(unrealise.actual()).number(unrealise.delayMillis());
        }
    }

    /** @throws IllegalArgumentException if {@link #write} cannot have written what comes */
    public static TallyUpdate read(StoredReader in, VersionIds versions) {
        int kind = in.number(COUNT, UNREALISE);
        VersionKey version = versions.version(in.number(0, Integer.MAX_VALUE));
        if (kind == COUNT) {
            return new TallyUpdate.Count(version, COUNTERS[in.number(0, COUNTERS.length - 1)]);
        }
        if (kind == PAIRED || kind == PAIR_CORRECTED) {
            String baseline = versions.version(in.number(0, Integer.MAX_VALUE)).version();
            PairMetric metric = metric(in.text());
            return kind == PAIRED
                    ? new TallyUpdate.Paired(version, baseline, metric, in.real(), in.real(), in.number())
                    : new TallyUpdate.PairCorrected(version, baseline, metric);
        }
        if (kind >= EXPECT) {
            long made = in.number();
            Said said = SaidCodec.read(in);
            return switch (kind) {
                case EXPECT -> new TallyUpdate.Expect(version, made, said);
                case REALISE ->
                    new TallyUpdate.Realise(version, made, said, in.number(-1, Integer.MAX_VALUE), in.number());
                default ->
                    new TallyUpdate.Unrealise(version, made, said, in.number(-1, Integer.MAX_VALUE), in.number());
            };
        }
        View view = VIEWS[in.number(0, VIEWS.length - 1)];
        long time = in.number();
        return switch (kind) {
            case ENTER -> new TallyUpdate.Enter(version, view, time);
            case ADD -> new TallyUpdate.Add(version, view, time, ContributionCodec.read(in));
            default -> new TallyUpdate.Remove(version, view, time, ContributionCodec.read(in));
        };
    }

    private static PairMetric metric(String name) {
        return PairMetric.named(name)
                .orElseThrow(() -> new IllegalArgumentException("metric is '" + name + "', expected one of pairs"));
    }
}
