package io.plumbline.metrics.drift;

/**
 * How far a stream is from a reference, and how far chance alone would put it.
 *
 * <p><em>PSI</em>, the population stability index, is the sum over bins of (p - q) ln(p / q), p being the stream's part of values in
 * the bin, q the reference's: 0 where they agree, without an upper limit. Its usual reading (0.1 is some, 0.25 much) takes no notice of
 * how much was counted. Here:
 *
 * <ol>
 *   <li>A bin's part is (count + 1/2) / (all + bins / 2), so that a bin empty on one side costs much, but not infinitely much.
 *   <li>Rare bins are pooled by the rule of {@link PooledBins}, since the distribution in (3) needs counts that are not too small. Below two
 *       bins there is no PSI: too little was counted.
 *   <li>Without drift, PSI / (1/n + 1/m) has about the chi-squared distribution with bins - 1 degrees of freedom (Yurdakul and Naranjo,
 *       2020), n and m being how much was counted on the two sides. So its mean is (bins - 1) (1/n + 1/m), and {@link
 *       #psiLimit(double)} is exceeded by chance as rarely as one asks for.
 *   <li>Values of one record are alike, the pixels of an image above all. Where a record has k values on average, n and m are the numbers of
 *       values divided by k: as if a record's values were all the same, so chance exceeds the limits no more often than stated.
 * </ol>
 *
 * <p><em>KS</em>, the statistic of Kolmogorov and Smirnov, is the largest difference of the two distribution functions, from 0 to 1; only
 * numbers have one, and missing values are left out of it. It is taken at the edges of bins, which can only make it smaller, so its
 * limits and p-value, which are those of ungrouped values (the limit distribution, Smirnov, 1948), are on the safe side.
 *
 * <p>Undefined: NaN where nothing or too little was counted.
 *
 * @param records how many records were compared
 * @param values how many values they have
 * @param missing those of them that are missing
 * @param unseen those of them outside of the reference: below or above all its numbers, or not among its categories
 * @param psi see above; a number without unit
 * @param psiExpected the mean of PSI without drift
 * @param psiProbability how likely chance alone gives this PSI or more
 * @param ks see above; NaN for categories
 * @param ksProbability at most how likely chance alone gives this KS or more
 * @param bins how many bins PSI was made of, after pooling
 * @param spread 1/n + 1/m of (3)
 * @param ksSpread the same without missing values
 */
public record ReferenceComparison(
        long records,
        long values,
        long missing,
        long unseen,
        double psi,
        double psiExpected,
        double psiProbability,
        double ks,
        double ksProbability,
        int bins,
        double spread,
        double ksSpread) {
    /**
     * The PSI that chance alone exceeds with this probability.
     *
     * @throws IllegalArgumentException if it is not in (0, 1)
     */
    public double psiLimit(double probability) {
        checkProbability(probability);
        return bins < 2 ? Double.NaN : spread * TailProbability.chiSquaredQuantile(bins - 1, probability);
    }

    /**
     * The KS that chance alone exceeds with at most about this probability: sqrt(-ln(probability / 2) / 2 * (1/n + 1/m)), the first
     * term of the limit distribution; good to three digits from 0.1 down.
     *
     * @throws IllegalArgumentException if it is not in (0, 1)
     */
    public double ksLimit(double probability) {
        checkProbability(probability);
        return Math.sqrt(-Math.log(probability / 2) / 2 * ksSpread);
    }

    private static void checkProbability(double probability) {
        if (!(probability > 0 && probability < 1)) {
            throw new IllegalArgumentException("probability is " + probability + ", expected one in (0, 1)");
        }
    }

    static ReferenceComparison of(BinnedDrift stream, ReferenceBins reference) {
        int size = reference.size();
        if (stream.bins() != size) {
            throw new IllegalArgumentException("stream has " + stream.bins() + " bins, expected " + size);
        }
        long[] live = new long[size];
        long[] base = new long[size];
        for (int bin = 0; bin < size; bin++) {
            live[bin] = stream.count(bin);
            base[bin] = reference.count(bin);
        }
        double perRecord = stream.values() / (double) stream.records();
        double n = total(live) / perRecord;
        double m = total(base) / perRecord;
        double spread = 1 / n + 1 / m;

        int missing = reference.missing();
        long unseen = live[missing - 1] + (reference.numeric() ? live[0] : 0);
        PooledBins pooled = PooledBins.of(live, base, reference.numeric(), perRecord);
        int bins = pooled.size();
        double psi = bins < 2 ? Double.NaN : pooled.psi();
        double psiExpected = bins < 2 ? Double.NaN : (bins - 1) * spread;
        double psiProbability = bins < 2 ? Double.NaN : TailProbability.chiSquared(bins - 1, psi / spread);

        long present = total(live) - live[missing];
        long basePresent = total(base) - base[missing];
        boolean ordered = reference.numeric() && present > 0 && basePresent > 0;
        double ksSpread = ordered ? perRecord / present + perRecord / basePresent : Double.NaN;
        double ks = ordered ? ks(live, base, missing, present, basePresent) : Double.NaN;
        double ksProbability = ordered ? TailProbability.kolmogorov(ks / Math.sqrt(ksSpread)) : Double.NaN;
        return new ReferenceComparison(
                stream.records(),
                stream.values(),
                live[missing],
                unseen,
                psi,
                psiExpected,
                psiProbability,
                ks,
                ksProbability,
                bins,
                spread,
                ksSpread);
    }

    private static double ks(long[] live, long[] base, int bins, long present, long basePresent) {
        double largest = 0;
        long below = 0;
        long baseBelow = 0;
        for (int bin = 0; bin < bins; bin++) {
            below += live[bin];
            baseBelow += base[bin];
            largest = Math.max(largest, Math.abs(below / (double) present - baseBelow / (double) basePresent));
        }
        return largest;
    }

    static long total(long[] counts) {
        long total = 0;
        for (long count : counts) {
            total += count;
        }
        return total;
    }
}
