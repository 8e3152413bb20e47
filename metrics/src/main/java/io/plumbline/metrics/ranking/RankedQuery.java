package io.plumbline.metrics.ranking;

import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * One served ranking and what was judged about it.
 *
 * @param items ids of the items served, as listed; no id twice; may be empty
 * @param scores {@code scores[i]} is the score of {@code items[i]}, larger is better; finite
 * @param relevance by item id, 0 or more and finite; an item that is not a key is unjudged and counts as not relevant; a key that
 *     was not served is an item missed. Relevant means above 0.
 */
public record RankedQuery(List<String> items, double[] scores, Map<String, Double> relevance) {
    /** @throws IllegalArgumentException if any of the above does not hold */
    public RankedQuery {
        items = List.copyOf(items);
        scores = scores.clone();
        relevance = Map.copyOf(relevance);
        if (items.size() != scores.length) {
            throw new IllegalArgumentException(
                    "items has " + items.size() + " ids, scores " + scores.length + " values");
        }
        for (int i = 0; i < scores.length; i++) {
            if (!Double.isFinite(scores[i])) {
                throw new IllegalArgumentException(
                        "score of item " + items.get(i) + " is " + scores[i] + ", expected a finite number");
            }
            scores[i] += 0.0; // -0.0 becomes 0.0, which it ties with
        }
        HashSet<String> seen = new HashSet<>();
        for (String item : items) {
            if (!seen.add(item)) {
                throw new IllegalArgumentException("item " + item + " is served twice");
            }
        }
        relevance.forEach((item, value) -> {
            if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "relevance of item " + item + " is " + value + ", expected a finite number >= 0");
            }
        });
    }

    @Override
    public double[] scores() {
        return scores.clone();
    }

    /** The relevance of the item at {@code position} of the list served; -0.0, equal to 0 but for its sign, when it is unjudged. */
    double relevanceOrUnjudged(int position) {
        Double judged = relevance.get(items.get(position));
        // A relevance judged as -0.0 becomes 0.0.
        return judged == null ? -0.0 : judged + 0.0;
    }

    double scoreAt(int position) {
        return scores[position];
    }
}
