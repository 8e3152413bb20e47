package io.plumbline.metrics.sequential;

/**
 * The gamblers' fortunes, bounded from below by count, sum and sum of squares.
 *
 * <p>For D &gt;= -1 and 0 &lt;= b &lt; 1: E exp(b (D - m) - psi(b) D²) &lt;= 1 with m = E D and psi(b) = -ln(1 - b) - b (Fan, Grama and Liu, 2015;
 * Howard, Ramdas, McAuliffe and Sekhon, 2021). Squares are about 0, not about the mean: two versions of a model are close, and so the sum
 * does not depend on the order.
 */
final class EmpiricalBernstein {
    private EmpiricalBernstein() {}

    /** The logarithm of the mean over the stakes; falls as {@code mean} grows. */
    static double logEValue(long samples, double sum, double squares, double mean) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < BettingProcess.BETS; j++) {
            largest = Math.max(largest, exponent(samples, sum, squares, mean, BettingProcess.bet(j)));
        }
        double total = 0;
        for (int j = 0; j < BettingProcess.BETS; j++) {
            total += StrictMath.exp(exponent(samples, sum, squares, mean, BettingProcess.bet(j)) - largest);
        }
        return largest + StrictMath.log(total / BettingProcess.BETS);
    }

    private static double exponent(long samples, double sum, double squares, double mean, double bet) {
        double psi = -StrictMath.log1p(-bet) - bet;
        return bet * (sum - samples * mean) - psi * squares;
    }
}
