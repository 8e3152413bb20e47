package io.plumbline.evaluator.tally;

import io.plumbline.evaluator.cohort.Said;
import io.plumbline.evaluator.stored.StoredBytes;
import io.plumbline.evaluator.stored.StoredReader;

/** What predictions said, as bytes in the journal. Probabilities that are floats, as models give them, take 4 bytes each, others 8. */
final class SaidCodec {
    private SaidCodec() {}

    static void write(StoredBytes out, Said said) {
        boolean floats = areFloats(said);
        out.number(said.announced()).number(said.size()).flag(floats);
        for (int c = 0; c < said.size(); c++) {
            if (floats) {
                out.real((float) said.probability(c));
            } else {
                out.real(said.probability(c));
            }
        }
    }

    /** @throws IllegalArgumentException if {@link #write} cannot have written what comes */
    static Said read(StoredReader in) {
        int announced = in.number(-1, Integer.MAX_VALUE);
        double[] probabilities = new double[in.number(0, Said.MAX_CLASSES)];
        boolean floats = in.flag();
        for (int c = 0; c < probabilities.length; c++) {
            probabilities[c] = floats ? in.real32() : in.real();
        }
        return Said.of(announced, probabilities);
    }

    private static boolean areFloats(Said said) {
        for (int c = 0; c < said.size(); c++) {
            if ((float) said.probability(c) != said.probability(c)) {
                return false;
            }
        }
        return true;
    }
}
