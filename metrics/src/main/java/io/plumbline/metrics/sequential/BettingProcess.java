package io.plumbline.metrics.sequential;

import io.plumbline.metrics.exact.UnitFixed;

/**
 * The fortunes of gamblers who each bet a fixed part of what they have on the next difference having one sign.
 *
 * <p>Gambler j starts with 1 and holds, after differences D of [-1, 1], the product of 1 + b<sub>j</sub> D, with b<sub>j</sub> = 1/2, 1/4,
 * … 1/256. Where the mean of D is m, the factor 1 + b m is fair: fortune / (1 + b m)<sup>n</sup> is a martingale. Together the gamblers
 * start with 1, in equal parts, so their mean is one too.
 *
 * <p>Kept are logarithms, one per gambler, in quanta of 2^-32. Each term is rounded down, so that a fortune is never larger than the
 * one of real arithmetic and whatever bounds that bounds this one. (A billion records lose a quarter of a nat.)
 */
final class BettingProcess {
    static final int BETS = 8;

    private static final double[] BET = new double[BETS];
    /** ln(1 + b) and ln(1 - b) in quanta: accuracy only knows differences of 1, 0 and -1. */
    private static final long[] WON = new long[BETS];

    private static final long[] LOST = new long[BETS];

    static {
        for (int j = 0; j < BETS; j++) {
            BET[j] = Math.scalb(0.5, -j);
            WON[j] = quanta(BET[j]);
            LOST[j] = quanta(-BET[j]);
        }
    }

    private BettingProcess() {}

    /** Adds what each gambler on a positive difference wins by {@code difference}, in [-1, 1], to {@code logs}. */
    static void add(long[] logs, int offset, double difference) {
        if (difference == 0) {
            return;
        }
        for (int j = 0; j < BETS; j++) {
            logs[offset + j] += difference == 1 ? WON[j] : difference == -1 ? LOST[j] : quanta(BET[j] * difference);
        }
    }

    /**
     * The logarithm of the gamblers' mean fortune, had the game been fair at a mean of {@code fair}.
     *
     * @param samples how many differences were bet on
     */
    static double logFortune(long[] logs, int offset, long samples, double fair) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < BETS; j++) {
            largest = Math.max(largest, log(logs, offset, samples, fair, j));
        }
        double sum = 0;
        for (int j = 0; j < BETS; j++) {
            sum += StrictMath.exp(log(logs, offset, samples, fair, j) - largest);
        }
        return largest + StrictMath.log(sum / BETS);
    }

    /** Whether {@code samples} differences can have led to these logarithms. */
    static boolean possible(long[] logs, int offset, long samples) {
        for (int j = 0; j < BETS; j++) {
            long log = logs[offset + j];
            if (log > samples * WON[j] || log < samples * LOST[j]) {
                return false;
            }
        }
        return true;
    }

    static double bet(int j) {
        return BET[j];
    }

    private static double log(long[] logs, int offset, long samples, double fair, int j) {
        return UnitFixed.toDouble(logs[offset + j]) - samples * StrictMath.log1p(BET[j] * fair);
    }

    /** StrictMath: the same bits on every machine. */
    private static long quanta(double stake) {
        return (long) Math.floor(StrictMath.log1p(stake) * UnitFixed.ONE);
    }
}
