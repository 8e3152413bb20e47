package io.plumbline.inference.control;

import io.plumbline.contracts.event.RejectReason;
import io.plumbline.contracts.event.Request;
import io.plumbline.contracts.event.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The right to run one loaded version until it is closed.
 *
 * <p>Threads: one caller at a time.
 */
public interface Use extends AutoCloseable {
    /**
     * Answers a batch.
     *
     * @return one answer for each question in the same order, or that the version cannot answer now
     */
    BatchAnswer answer(List<Question> questions);

    @Override
    void close();

    /**
     * One request of a batch.
     *
     * @param where its record, for messages
     */
    record Question(Request request, String where) {}

    /** What became of a batch as a whole. */
    sealed interface BatchAnswer {
        /**
         * Every request ended.
         *
         * @param bisected whether the batch failed as a whole first and was taken apart
         */
        record Ended(List<Answer> answers, boolean bisected) implements BatchAnswer {
            public Ended {
                answers = List.copyOf(answers);
            }
        }

        /** The version failed, not a record: nothing of this batch may be committed. */
        record Unavailable(String why) implements BatchAnswer {}
    }

    /** What became of one request. */
    sealed interface Answer {
        /**
         * @param label the class that is announced, for classification
         * @param classIndex its index, where the manifest's decision announced it
         * @param items the candidates' ids in request order, for ranking; else empty
         */
        record Predicted(List<Tensor> outputs, Optional<String> label, OptionalInt classIndex, List<String> items)
                implements Answer {
            public Predicted {
                outputs = List.copyOf(outputs);
                items = List.copyOf(items);
            }
        }

        /** It can never be scored. */
        record Refused(RejectReason reason, String message) implements Answer {}
    }
}
