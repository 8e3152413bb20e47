package io.plumbline.trainer.metric;

import java.util.Map;

/** Answers that have been compared with the truth, item by item, so that any selection of the items is summed up quickly. */
@FunctionalInterface
interface Judged {
    /**
     * Puts the metrics by name, where item {@code i} counts {@code times[i]} times.
     *
     * @param times one per item, 0 or more; not all 0
     */
    void over(int[] times, Map<String, Double> values);
}
