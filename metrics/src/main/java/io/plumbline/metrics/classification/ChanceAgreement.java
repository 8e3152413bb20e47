package io.plumbline.metrics.classification;

import java.math.BigInteger;
import java.util.List;

/**
 * How far truth and prediction agree beyond their frequencies. With n records, c of them right, t records truly of a class and p
 * predicted as it, the sums go over the classes. Products of two counts leave a long, hence {@link BigInteger}: differences of
 * large products are exact.
 *
 * @param covariance c n - sum p t
 * @param ofTruth n² - sum t²
 * @param ofAnswers n² - sum p²
 * @param ofBoth n² - sum p t
 */
record ChanceAgreement(BigInteger covariance, BigInteger ofTruth, BigInteger ofAnswers, BigInteger ofBoth) {
    static ChanceAgreement of(List<ClassCounts> classes, long samples, long correct) {
        BigInteger n = BigInteger.valueOf(samples);
        BigInteger square = n.multiply(n);
        BigInteger truths = BigInteger.ZERO;
        BigInteger answers = BigInteger.ZERO;
        BigInteger both = BigInteger.ZERO;
        for (ClassCounts c : classes) {
            BigInteger truth = BigInteger.valueOf(c.support());
            BigInteger answer = BigInteger.valueOf(c.tp() + c.fp());
            truths = truths.add(truth.multiply(truth));
            answers = answers.add(answer.multiply(answer));
            both = both.add(truth.multiply(answer));
        }
        return new ChanceAgreement(
                BigInteger.valueOf(correct).multiply(n).subtract(both),
                square.subtract(truths),
                square.subtract(answers),
                square.subtract(both));
    }

    double matthews() {
        double spread = Math.sqrt(ofTruth.doubleValue()) * Math.sqrt(ofAnswers.doubleValue());
        return spread == 0 ? 0 : covariance.doubleValue() / spread;
    }

    double kappa() {
        return covariance.doubleValue() / ofBoth.doubleValue();
    }
}
