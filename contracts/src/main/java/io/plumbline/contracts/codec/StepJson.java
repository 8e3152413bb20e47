package io.plumbline.contracts.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import io.plumbline.contracts.checkpoint.Step;
import io.plumbline.contracts.event.RejectReason;
import java.io.IOException;

/** One preprocessing step; {@code step} names its kind, {@code in} says whether service or graph does it. */
final class StepJson {
    private StepJson() {}

    static Step read(JsonField field) throws Refusal {
        JsonField kind = field.object().required("step");
        return switch (kind.text()) {
            case "impute" ->
                new Step.Impute(feature(field), field.required("value").number());
            case "log1p" -> new Step.Log1p(feature(field));
            case "standardize" ->
                new Step.Standardize(
                        feature(field),
                        field.required("mean").number(),
                        field.required("std").number());
            case "one_hot" ->
                new Step.OneHot(feature(field), field.required("categories").texts());
            case "assemble" ->
                new Step.Assemble(
                        field.required("input").text(),
                        field.required("features").texts());
            case "scale_image" ->
                new Step.ScaleImage(
                        field.required("input").text(),
                        field.required("factor").number(),
                        field.required("mean").number(),
                        field.required("std").number());
            default ->
                throw new Refusal(
                        RejectReason.UNSUPPORTED,
                        "step is '" + kind.text()
                                + "', expected impute, log1p, standardize, one_hot, assemble or scale_image",
                        kind.path());
        };
    }

    private static String feature(JsonField field) throws Refusal {
        return field.required("feature").text();
    }

    static void write(JsonGenerator out, Step step) throws IOException {
        out.writeStartObject();
        if (step instanceof Step.Impute impute) {
            head(out, "impute", impute.feature());
            out.writeNumberField("value", impute.value());
        } else if (step instanceof Step.Log1p log1p) {
            head(out, "log1p", log1p.feature());
        } else if (step instanceof Step.Standardize standardize) {
            head(out, "standardize", standardize.feature());
            out.writeNumberField("mean", standardize.mean());
            out.writeNumberField("std", standardize.std());
        } else if (step instanceof Step.OneHot oneHot) {
            head(out, "one_hot", oneHot.feature());
            Json.writeStrings(out, "categories", oneHot.categories());
        } else if (step instanceof Step.Assemble assemble) {
            out.writeStringField("step", "assemble");
            out.writeStringField("in", "service");
            out.writeStringField("input", assemble.input());
            Json.writeStrings(out, "features", assemble.features());
        } else if (step instanceof Step.ScaleImage scale) {
            out.writeStringField("step", "scale_image");
            out.writeStringField("in", "graph");
            out.writeStringField("input", scale.input());
            out.writeNumberField("factor", scale.factor());
            out.writeNumberField("mean", scale.mean());
            out.writeNumberField("std", scale.std());
        }
        out.writeEndObject();
    }

    private static void head(JsonGenerator out, String step, String feature) throws IOException {
        out.writeStringField("step", step);
        out.writeStringField("in", "service");
        out.writeStringField("feature", feature);
    }
}
