package io.plumbline.trainer.schedule;

import io.plumbline.trainer.experiment.Settings;
import java.util.List;
import java.util.Optional;

/** The {@code schedule} section of an experiment. */
final class ScheduleSettings {
    private static final double MOST = 10;
    /** What a cosine rises over unless the experiment says otherwise; the others start at once. */
    private static final double COSINE_WARM_UP = 0.1;

    private ScheduleSettings() {}

    static Schedule.Config read(Settings schedule) {
        double start = schedule.real("learning-rate", 0, MOST);
        String type = schedule.choice("type", Schedule.TYPES);
        double warmUp = schedule.real("warm-up", 0, 1e9, type.equals("cosine") ? COSINE_WARM_UP : 0);
        if (type.equals("plateau")) {
            Plateau.Config plateau = Plateau.Config.from(start, schedule);
            if (plateau.least() > start) {
                schedule.problem(
                        "min-lr", "is " + plateau.least() + ", expected at most learning-rate, which is " + start);
            }
            return new OnPlateau(plateau, warmUp);
        }
        Per per = per(type, schedule);
        Schedule pure = warmedUp(pure(type, start, per, schedule), warmUp, per);
        return () -> pure;
    }

    private static Schedule warmedUp(Schedule then, double warmUp, Per per) {
        return warmUp > 0 ? new WarmUp(then, warmUp, per == Per.STEP) : then;
    }

    private static Per per(String type, Settings schedule) {
        return switch (type) {
            case "step", "multi-step", "exponential", "cosine-restarts" -> Per.from(schedule, Per.EPOCH);
            case "cosine", "polynomial" -> Per.from(schedule, Per.STEP);
            default -> Per.STEP;
        };
    }

    private static Schedule pure(String type, double start, Per per, Settings schedule) {
        return switch (type) {
            case "step" -> Decays.step(start, per, schedule.whole("step-size", 1, 1 << 30), gamma(schedule, 0.1));
            case "multi-step" -> Decays.multiStep(start, per, schedule.sizes("milestones"), gamma(schedule, 0.1));
            case "exponential" -> Decays.exponential(start, per, schedule.real("gamma", 0, 1));
            case "cosine" -> Decays.cosine(start, per, schedule.real("final", 0, 1, 0));
            case "cosine-restarts" ->
                Decays.cosineRestarts(
                        start,
                        per,
                        schedule.whole("t-0", 1, 1 << 30),
                        schedule.whole("t-mult", 1, 1000, 1),
                        schedule.real("eta-min", 0, MOST, 0));
            case "one-cycle" ->
                new OneCycle(
                        start,
                        schedule.real("pct-start", 1e-6, 0.999999, 0.3),
                        schedule.real("div-factor", 1, 1e9, 25),
                        schedule.real("final-div-factor", 1e-9, 1e12, 1e4),
                        schedule.choice("anneal", List.of("cos", "linear"), "cos")
                                .equals("cos"),
                        schedule.flag("three-phase", false));
            case "polynomial" ->
                Decays.polynomial(start, per, schedule.real("power", 0, 100, 1), schedule.real("final", 0, 1, 0));
            default -> at -> start;
        };
    }

    private static double gamma(Settings schedule, double byDefault) {
        return schedule.real("gamma", 0, 1, byDefault);
    }

    private record OnPlateau(Plateau.Config plateau, double warmUp) implements Schedule.Config {
        @Override
        public Schedule start() {
            return warmedUp(new Plateau(plateau), warmUp, Per.STEP);
        }

        @Override
        public Optional<String> metric() {
            return Optional.of(plateau.metric());
        }
    }
}
