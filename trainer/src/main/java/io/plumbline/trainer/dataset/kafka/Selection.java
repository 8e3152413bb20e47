package io.plumbline.trainer.dataset.kafka;

import io.plumbline.trainer.dataset.MalformedDataException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The labelled requests that can be learnt from, and how many cannot, and why the first of those cannot. */
final class Selection {
    private static final String JOINED = "joined";
    private static final String UNFIT = "unfit";
    private static final String USED = "used";
    private static final String UNJUDGED_ITEMS = "unjudged_items";

    private final Counts counts = new Counts(JOINED, UNFIT, USED);
    private Optional<String> firstUnfit = Optional.empty();
    private List<Labelled> examples;

    Selection(List<Labelled> joined) {
        examples = List.copyOf(joined);
        counts.add(JOINED, joined.size());
    }

    List<Labelled> examples() {
        return examples;
    }

    /** @param problem says why an example cannot be learnt from; empty if it can */
    void leaveOut(Function<Labelled, Optional<String>> problem) {
        List<Labelled> fit = new ArrayList<>();
        for (Labelled example : examples) {
            Optional<String> unfit = problem.apply(example);
            if (unfit.isEmpty()) {
                fit.add(example);
            } else {
                counts.add(UNFIT);
                firstUnfit = firstUnfit.or(() -> unfit.map(why -> why + " (" + example.where() + ")"));
            }
        }
        examples = List.copyOf(fit);
    }

    /** Counts candidates of queries that no label judges. */
    void unjudgedItems(long items) {
        counts.add(UNJUDGED_ITEMS, items);
    }

    /** @throws MalformedDataException if nothing is left; the message has the counts, and why the first was left out */
    void requireSome(Map<String, Object> provenance) {
        if (examples.isEmpty()) {
            throw new MalformedDataException(
                    "no labelled request can be learnt from, expected at least two: " + provenance + " " + counts());
        }
    }

    Map<String, Object> counts() {
        Map<String, Object> all = counts.asMap();
        all.put(USED, (long) examples.size());
        firstUnfit.ifPresent(why -> all.put("first_unfit", why));
        return all;
    }
}
