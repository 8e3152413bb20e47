package io.plumbline.contracts.checkpoint;

import io.plumbline.contracts.event.Decoded.Rejected;
import io.plumbline.contracts.event.FeatureValue;
import io.plumbline.contracts.event.FeatureValue.Missing;
import io.plumbline.contracts.event.FeatureValue.Numeric;
import io.plumbline.contracts.event.FeatureValue.Text;
import io.plumbline.contracts.event.RejectReason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns a row of named features into one row of the graph's input by a checkpoint's preprocessing. Trainer and
 * inference service run this same code, so a feature cannot mean two things.
 *
 * <p>Shape: {@code float32[width()]} out. A feature that no step names is ignored. Threads: any number of callers.
 */
public final class FeatureEncoder {
    private final List<Column> columns;
    private final int width;

    /** @throws IllegalArgumentException if the steps do not end in one {@link Step.Assemble} or contradict each other */
    public FeatureEncoder(List<Step> steps) {
        Map<String, Column> byFeature = new LinkedHashMap<>();
        List<Column> assembled = null;
        for (Step step : steps) {
            if (assembled != null) {
                throw new IllegalArgumentException(
                        "preprocessing goes on after assemble, expected it to be the last step");
            }
            if (step instanceof Step.Assemble assemble) {
                assembled = new ArrayList<>();
                for (String feature : assemble.features()) {
                    assembled.add(byFeature.computeIfAbsent(feature, Column::new));
                }
            } else if (step instanceof Step.Impute impute) {
                column(byFeature, impute.feature()).impute(impute.value());
            } else if (step instanceof Step.Log1p log1p) {
                column(byFeature, log1p.feature()).log1p();
            } else if (step instanceof Step.Standardize standardize) {
                column(byFeature, standardize.feature()).standardize(standardize.mean(), standardize.std());
            } else if (step instanceof Step.OneHot oneHot) {
                column(byFeature, oneHot.feature()).oneHot(oneHot.categories());
            } else {
                throw new IllegalArgumentException("preprocessing has " + step + ", expected only steps over features");
            }
        }
        if (assembled == null) {
            throw new IllegalArgumentException("preprocessing has no assemble, expected it to be the last step");
        }
        this.columns = List.copyOf(assembled);
        this.width = columns.stream().mapToInt(Column::width).sum();
    }

    public int width() {
        return width;
    }

    /** How many columns of a row each feature fills, in the row's order. */
    public Map<String, Integer> widths() {
        Map<String, Integer> widths = new LinkedHashMap<>();
        columns.forEach(column -> widths.put(column.feature(), column.width()));
        return widths;
    }

    /**
     * Writes one row at {@code offset}; on a refusal the row's content is undefined.
     *
     * @param where the record, for the message of a refusal
     * @return why the row can never be encoded, or empty when it was
     */
    public Optional<Rejected<float[]>> encode(
            Map<String, FeatureValue> features, float[] rows, int offset, String where) {
        int at = offset;
        for (Column column : columns) {
            FeatureValue value = features.getOrDefault(column.feature(), MISSING);
            Optional<Rejected<float[]>> refusal = column.write(value, rows, at, where);
            if (refusal.isPresent()) {
                return refusal;
            }
            at += column.width();
        }
        return Optional.empty();
    }

    private static final Missing MISSING = new Missing();

    private static Column column(Map<String, Column> byFeature, String feature) {
        return byFeature.computeIfAbsent(feature, Column::new);
    }

    /** The steps of one feature, in order; frozen once the encoder is built. */
    private static final class Column {
        private final String feature;
        private final List<Transform> transforms = new ArrayList<>();
        private Optional<Map<String, Integer>> categories = Optional.empty();
        private double fill = Double.NaN;

        Column(String feature) {
            this.feature = feature;
        }

        String feature() {
            return feature;
        }

        int width() {
            return categories.map(Map::size).orElse(1);
        }

        void impute(double value) {
            requireNumeric();
            fill = value;
        }

        void log1p() {
            requireNumeric();
            transforms.add(Math::log1p);
        }

        void standardize(double mean, double std) {
            requireNumeric();
            transforms.add(x -> (x - mean) / std);
        }

        void oneHot(List<String> names) {
            requireNumeric();
            if (!transforms.isEmpty() || !Double.isNaN(fill)) {
                throw new IllegalArgumentException("one_hot '" + feature + "' follows a step over numbers");
            }
            Map<String, Integer> index = new LinkedHashMap<>();
            for (String name : names) {
                if (index.put(name, index.size()) != null) {
                    throw new IllegalArgumentException("one_hot '" + feature + "' lists '" + name + "' twice");
                }
            }
            categories = Optional.of(index);
        }

        private void requireNumeric() {
            if (categories.isPresent()) {
                throw new IllegalArgumentException("one_hot '" + feature + "' is not its feature's only step");
            }
        }

        Optional<Rejected<float[]>> write(FeatureValue value, float[] rows, int at, String where) {
            return categories.isPresent()
                    ? writeCategory(categories.get(), value, rows, at, where)
                    : writeNumber(value, rows, at, where);
        }

        private Optional<Rejected<float[]>> writeCategory(
                Map<String, Integer> index, FeatureValue value, float[] rows, int at, String where) {
            if (value instanceof Numeric) {
                return refuse(RejectReason.WRONG_TYPE, "is a number, expected a category", where);
            }
            java.util.Arrays.fill(rows, at, at + index.size(), 0f);
            if (value instanceof Text text) {
                Integer column = index.get(text.value());
                if (column != null) {
                    rows[at + column] = 1f;
                }
            }
            return Optional.empty();
        }

        private Optional<Rejected<float[]>> writeNumber(FeatureValue value, float[] rows, int at, String where) {
            double number;
            if (value instanceof Numeric numeric) {
                number = numeric.value();
            } else if (value instanceof Text) {
                return refuse(RejectReason.WRONG_TYPE, "is text, expected a number", where);
            } else if (Double.isNaN(fill)) {
                return refuse(RejectReason.MISSING_FIELD, "is missing, expected a number", where);
            } else {
                number = fill;
            }
            for (Transform transform : transforms) {
                number = transform.apply(number);
            }
            float encoded = (float) number;
            if (!Float.isFinite(encoded)) {
                return refuse(
                        RejectReason.NON_FINITE_INPUT,
                        "becomes " + encoded + " after preprocessing, expected a finite number",
                        where);
            }
            rows[at] = encoded;
            return Optional.empty();
        }

        private Optional<Rejected<float[]>> refuse(RejectReason reason, String problem, String where) {
            return Optional.of(new Rejected<>(reason, "feature '" + feature + "' " + problem, where));
        }
    }

    /** One numeric step. */
    private interface Transform {
        double apply(double x);
    }
}
