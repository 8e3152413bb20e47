package io.plumbline.trainer.dataset.kafka;

import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.event.Truth;
import io.plumbline.trainer.dataset.ClassNames;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Labels as the numbers that a network is fitted to. */
interface TruthReader {
    Task task();

    /** Why a label is none for this task. */
    Optional<String> problem(Truth truth);

    /** The target of a label without a problem. */
    float target(Truth truth);

    /** The label that says a target. */
    Truth truth(float target);

    /** Labels that are numbers. */
    record Values(String unit) implements TruthReader {
        @Override
        public Task task() {
            return new Task.Regression(unit);
        }

        @Override
        public Optional<String> problem(Truth truth) {
            return truth instanceof Truth.Value value && Float.isFinite((float) value.value())
                    ? Optional.empty()
                    : Optional.of("the label is " + truth + ", expected a number of 32 bits");
        }

        @Override
        public float target(Truth truth) {
            return truth instanceof Truth.Value value ? (float) value.value() : Float.NaN;
        }

        @Override
        public Truth truth(float target) {
            return new Truth.Value(target);
        }
    }

    /**
     * Labels that are the name of a class, or its index.
     *
     * @param indexed whether a number is an index; not so where only the names that came say which classes there are
     */
    record Classes(ClassNames classes, boolean indexed) implements TruthReader {
        private static final int MAX = 100_000;

        /** The given classes; if there are none, all that labels name; if they name none, 0 up to the largest index. */
        static Classes of(ClassNames given, List<Labelled> examples) {
            Set<String> names = new TreeSet<>();
            double largest = 0;
            for (Labelled example : examples) {
                if (example.truth() instanceof Truth.ClassName name) {
                    names.add(name.name());
                } else if (example.truth() instanceof Truth.Value value && whole(value)) {
                    largest = Math.max(largest, value.value());
                }
            }
            boolean indexed = !given.names().isEmpty() || names.isEmpty();
            if (names.isEmpty()) {
                IntStream.rangeClosed(0, (int) largest)
                        .mapToObj(String::valueOf)
                        .forEach(names::add);
            }
            return new Classes(given.orFound(names, MAX), indexed);
        }

        @Override
        public Task task() {
            return new Task.Classification(classes.names());
        }

        @Override
        public Optional<String> problem(Truth truth) {
            return index(truth) >= 0
                    ? Optional.empty()
                    : Optional.of("the label is " + truth + ", expected one of " + classes.names()
                            + (indexed ? " or its index" : "; numbers are indices of data.classes, which is not set"));
        }

        @Override
        public float target(Truth truth) {
            return index(truth);
        }

        @Override
        public Truth truth(float target) {
            return new Truth.ClassName(classes.names().get((int) target));
        }

        private int index(Truth truth) {
            if (truth instanceof Truth.ClassName name) {
                return classes.names().indexOf(name.name());
            }
            return indexed
                            && truth instanceof Truth.Value value
                            && whole(value)
                            && value.value() < classes.names().size()
                    ? (int) value.value()
                    : -1;
        }

        private static boolean whole(Truth.Value value) {
            return value.value() >= 0 && value.value() <= MAX && value.value() == Math.rint(value.value());
        }
    }
}
