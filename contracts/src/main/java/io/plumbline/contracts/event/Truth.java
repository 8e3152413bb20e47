package io.plumbline.contracts.event;

import java.util.Map;

/** What turned out to be true of one request. */
public sealed interface Truth {
    /** A class by its name. */
    record ClassName(String name) implements Truth {}

    /** A regression target in its own unit, or a class by its index: the model's task decides. Finite. */
    record Value(double value) implements Truth {}

    /** The judged items of a ranking query: grade by item id, finite and not negative. An item left out is unjudged. */
    record Relevance(Map<String, Double> grades) implements Truth {
        public Relevance {
            grades = Map.copyOf(grades);
        }
    }

    /** The label is withdrawn: the request counts as unlabelled again. */
    record Retracted() implements Truth {}
}
