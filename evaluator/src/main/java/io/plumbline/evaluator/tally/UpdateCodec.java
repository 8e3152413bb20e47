package io.plumbline.evaluator.tally;

import io.plumbline.evaluator.statistic.ContributionCodec;
import io.plumbline.evaluator.stored.StoredBytes;
import io.plumbline.evaluator.stored.StoredReader;

/** Updates as bytes, as the journal keeps them. */
public final class UpdateCodec {
    private static final int COUNT = 0;
    private static final int ENTER = 1;
    private static final int ADD = 2;
    private static final int REMOVE = 3;

    private static final Counter[] COUNTERS = Counter.values();
    private static final View[] VIEWS = View.values();

    private UpdateCodec() {}

    /** @param version the number by which {@link #read}'s caller knows the update's version */
    public static void write(StoredBytes out, TallyUpdate update, int version) {
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
        }
    }

    /** @throws IllegalArgumentException if {@link #write} cannot have written what comes */
    public static TallyUpdate read(StoredReader in, VersionIds versions) {
        int kind = in.number(COUNT, REMOVE);
        VersionKey version = versions.version(in.number(0, Integer.MAX_VALUE));
        if (kind == COUNT) {
            return new TallyUpdate.Count(version, COUNTERS[in.number(0, COUNTERS.length - 1)]);
        }
        View view = VIEWS[in.number(0, VIEWS.length - 1)];
        long time = in.number();
        return switch (kind) {
            case ENTER -> new TallyUpdate.Enter(version, view, time);
            case ADD -> new TallyUpdate.Add(version, view, time, ContributionCodec.read(in));
            default -> new TallyUpdate.Remove(version, view, time, ContributionCodec.read(in));
        };
    }
}
