package io.plumbline.metrics.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.metrics.classification.ConfusionCounts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The last 30 days of a stream in which frauds are known late: what each view says, against what comes out in the end. */
final class FraudStreamTest {
    private static final int RUNS = 10;
    private static final int NEVER = Integer.MAX_VALUE;
    private static final int FRAUD = 1;

    /** Days 210 to 239 are the last thirty; of days before 120 every label has come that ever will. */
    private static final int FIRST = 210;

    private static final int MATURED = FraudStream.DAYS - FraudStream.HORIZON_DAYS;

    /** On the third-youngest day 12 of 100 frauds are known, on the second-youngest 7: too few to speak for the rest. */
    private static final int YOUNGEST = 237;

    private static List<FraudStream> streams = List.of();

    @BeforeAll
    static void generate() {
        List<FraudStream> generated = new ArrayList<>();
        for (int seed = 0; seed < RUNS; seed++) {
            generated.add(new FraudStream(seed, NEVER));
        }
        streams = generated;
    }

    @Test
    void provisionalPrecision_isFarOff_whileCoverageLooksFine() {
        for (FraudStream stream : streams) {
            ConfusionCounts labelled = FraudStream.labelled(stream.between(FIRST, FraudStream.DAYS));
            ConfusionCounts truth = FraudStream.truth(stream.between(FIRST, FraudStream.DAYS));

            assertThat(labelled.samples() / (double) truth.samples()).isBetween(0.93, 0.95);
            assertThat(truth.of(FRAUD).precision()).isBetween(0.58, 0.69);
            assertThat(labelled.of(FRAUD).precision()).isBetween(0.41, 0.53);
        }
    }

    @Test
    void maturedPrecision_isWithinChanceOfTheTruth() {
        List<Double> z = new ArrayList<>();
        for (FraudStream stream : streams) {
            ConfusionCounts matured = FraudStream.labelled(stream.between(MATURED - 30, MATURED));
            double announced = matured.tp(FRAUD) + matured.fp(FRAUD);
            z.add((matured.of(FRAUD).precision() - 0.635) / Math.sqrt(0.635 * 0.365 / announced));
        }

        assertHonest(z);
    }

    @Test
    void correctedMetrics_areWithinTheirStatedErrorOfTheTruth() {
        List<Double> precision = new ArrayList<>();
        List<Double> recall = new ArrayList<>();
        List<Double> accuracy = new ArrayList<>();
        List<Double> f1 = new ArrayList<>();
        for (FraudStream stream : streams) {
            CorrectedConfusion corrected = stream.corrected(FIRST, FraudStream.DAYS);
            ConfusionCounts truth = FraudStream.truth(stream.between(FIRST, YOUNGEST + 1));

            assertThat(corrected.predictions()).isBetween(13_700.0, 14_300.0);
            assertThat(corrected.precision(FRAUD).standardError()).isLessThan(0.03);
            precision.add(z(corrected.precision(FRAUD), truth.of(FRAUD).precision()));
            recall.add(z(corrected.recall(FRAUD), truth.of(FRAUD).recall()));
            accuracy.add(z(corrected.accuracy(), truth.accuracy()));
            f1.add(z(corrected.f1Macro(), truth.f1Macro()));
        }

        assertHonest(precision);
        assertHonest(recall);
        assertHonest(accuracy);
        assertHonest(f1);
    }

    @Test
    void expectedMetrics_needNoLabelOfTheirs_andAreWithinTheirStatedError() {
        List<Double> accuracy = new ArrayList<>();
        List<Double> precision = new ArrayList<>();
        for (FraudStream stream : streams) {
            ConfusionCounts truth = FraudStream.truth(stream.between(FIRST, FraudStream.DAYS));
            ExpectedConfusion expected = ExpectedConfusion.of(
                    FraudStream.expected(stream.between(FIRST, FraudStream.DAYS)),
                    Recalibration.of(FraudStream.realised(stream.between(0, MATURED))));

            assertThat(expected.f1Macro()).isBetween(truth.f1Macro() - 0.03, truth.f1Macro() + 0.03);
            accuracy.add(z(expected.accuracy(), truth.accuracy()));
            precision.add(z(expected.precision(FRAUD), truth.of(FRAUD).precision()));
        }

        assertHonest(accuracy);
        assertHonest(precision);
    }

    @Test
    void conceptDrift_isUnseenByTheExpectation_seenByTheCorrection_andTheGapRaisesTheAlarm() {
        int drift = 90;
        for (int seed = 0; seed < 4; seed++) {
            FraudStream drifted = new FraudStream(seed, drift);
            List<FraudStream.Day> last = drifted.between(FIRST, FraudStream.DAYS);
            Recalibration before = Recalibration.of(FraudStream.realised(drifted.between(0, drift)));

            assertThat(FraudStream.truth(last).of(FRAUD).precision()).isBetween(0.25, 0.40);
            assertThat(ExpectedConfusion.of(FraudStream.expected(last), before)
                            .precision(FRAUD)
                            .value())
                    .isBetween(0.58, 0.69);
            assertThat(drifted.corrected(FIRST, FraudStream.DAYS)
                            .precision(FRAUD)
                            .value())
                    .isBetween(0.25, 0.40);
            CalibrationGap gap = CalibrationGap.of(FraudStream.realised(drifted.between(drift, MATURED)), before);
            assertThat(gap.z()).isGreaterThan(6);
            assertThat(gap.value()).isBetween(0.01, 0.03);
        }
    }

    @Test
    void gap_withoutDrift_isWithinItsStatedError() {
        List<Double> z = new ArrayList<>();
        for (FraudStream stream : streams) {
            z.add(CalibrationGap.of(
                            FraudStream.realised(stream.between(90, MATURED)),
                            Recalibration.of(FraudStream.realised(stream.between(0, 90))))
                    .z());
        }

        assertHonest(z);
    }

    private static double z(Estimate estimate, double truth) {
        return (estimate.value() - truth) / estimate.standardError();
    }

    /** Ten standard normal numbers are all within 3.9, and their root mean square within 0.4 and 1.6, in all but one of 1,000 cases. */
    private static void assertHonest(List<Double> z) {
        assertThat(z).allSatisfy(value -> assertThat(value).isBetween(-3.9, 3.9));
        double square = z.stream().mapToDouble(value -> value * value).average().orElseThrow();
        assertThat(Math.sqrt(square)).as("root mean square of %s", z).isBetween(0.4, 1.6);
    }
}
