package io.plumbline.benchmarks.device;

import io.plumbline.contracts.event.Tensor;
import io.plumbline.inference.model.ItemOutcome;
import io.plumbline.inference.model.Prepared;
import io.plumbline.inference.model.ServedModel;
import java.util.List;

/**
 * How far two devices' answers to the same rows are apart.
 *
 * <p>Tolerance, that of the golden samples: {@code |a − b| <= 1e-5 + 1e-4·|b|} for each element. The class is that of the
 * largest element.
 *
 * @param rows compared
 * @param largest difference of two elements
 * @param outside elements beyond the tolerance
 * @param sameClass rows for which both announce the same class
 */
record Parity(int rows, double largest, long outside, int sameClass) {
    private static final double ABSOLUTE = 1e-5;
    private static final double RELATIVE = 1e-4;

    static Parity of(ServedModel reference, ServedModel other, List<Prepared> rows, int together) {
        double largest = 0;
        long outside = 0;
        int sameClass = 0;
        for (int from = 0; from < rows.size(); from += together) {
            List<Prepared> batch = rows.subList(from, Math.min(rows.size(), from + together));
            List<ItemOutcome> expected = reference.predict(batch);
            List<ItemOutcome> got = other.predict(batch);
            for (int i = 0; i < batch.size(); i++) {
                Tensor a = answer(got.get(i));
                Tensor b = answer(expected.get(i));
                int classOfA = 0;
                int classOfB = 0;
                for (int element = 0; element < b.elements(); element++) {
                    double difference = Math.abs(a.doubleAt(element) - b.doubleAt(element));
                    largest = Math.max(largest, difference);
                    if (!(difference <= ABSOLUTE + RELATIVE * Math.abs(b.doubleAt(element)))) {
                        outside++;
                    }
                    classOfA = a.doubleAt(element) > a.doubleAt(classOfA) ? element : classOfA;
                    classOfB = b.doubleAt(element) > b.doubleAt(classOfB) ? element : classOfB;
                }
                sameClass += classOfA == classOfB ? 1 : 0;
            }
        }
        return new Parity(rows.size(), largest, outside, sameClass);
    }

    private static Tensor answer(ItemOutcome outcome) {
        if (outcome instanceof ItemOutcome.Answered answered) {
            return answered.outputs().get(0);
        }
        throw new IllegalStateException("a row was not answered: " + outcome);
    }

    boolean holds() {
        return outside == 0;
    }
}
