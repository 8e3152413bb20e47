package io.plumbline.trainer.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalDistributionTest {
    /** Golden: Python 3.11, {@code statistics.NormalDist().cdf(z)}. */
    @ParameterizedTest
    @CsvSource({
        "0, 0.5",
        "1.959963985, 0.975",
        "-1.959963985, 0.025",
        "-3, 0.0013498980316301035",
        "0.3, 0.6179114221889526"
    })
    void chancesAndQuantiles(double z, double below) {
        assertThat(NormalDistribution.below(z)).isCloseTo(below, within(1e-7));
        assertThat(NormalDistribution.quantile(below)).isCloseTo(z, within(1e-4));
    }
}
