package io.plumbline.trainer.metric;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A ranking metric and the rank it looks down to.
 *
 * <p>Written {@code ndcg@5}; without a cut it looks at ten ranks. Its name is the evaluator's: {@code ndcg@10}, but plain
 * {@code mrr} at ten.
 *
 * @param base one of {@link JudgedQueries#known()}
 */
record RankingMetric(String base, int cut) {
    private static final int USUAL_CUT = 10;
    private static final Pattern WRITTEN = Pattern.compile("([a-z_]+)(?:@([1-9][0-9]{0,5}))?");

    /** Empty if it is none. */
    static Optional<RankingMetric> read(String written) {
        Matcher matcher = WRITTEN.matcher(written);
        if (!matcher.matches() || !JudgedQueries.known().contains(matcher.group(1))) {
            return Optional.empty();
        }
        int cut = matcher.group(2) == null ? USUAL_CUT : Integer.parseInt(matcher.group(2));
        return Optional.of(new RankingMetric(matcher.group(1), cut));
    }

    String name() {
        return base.equals("mrr") && cut == USUAL_CUT ? base : base + "@" + cut;
    }
}
