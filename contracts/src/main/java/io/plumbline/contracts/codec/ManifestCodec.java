package io.plumbline.contracts.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import io.plumbline.contracts.checkpoint.Decision;
import io.plumbline.contracts.checkpoint.FileDigest;
import io.plumbline.contracts.checkpoint.Histogram;
import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.contracts.checkpoint.MetricEstimate;
import io.plumbline.contracts.checkpoint.Parity;
import io.plumbline.contracts.checkpoint.ReferenceProfile;
import io.plumbline.contracts.checkpoint.Step;
import io.plumbline.contracts.checkpoint.TensorSpec;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.RejectReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * {@code manifest.json}. Its JSON Schema is the resource {@link #SCHEMA_RESOURCE}. Unknown fields are ignored, so that
 * a newer trainer's manifest stays readable; what a reader needs must be there.
 */
public final class ManifestCodec {
    public static final String SCHEMA_RESOURCE = "/io/plumbline/contracts/manifest.schema.json";

    public byte[] encode(Manifest manifest) {
        return Json.bytes(out -> {
            out.useDefaultPrettyPrinter();
            out.writeStartObject();
            out.writeNumberField("format", manifest.format());
            out.writeStringField("model", manifest.model());
            out.writeStringField("version", manifest.version());
            out.writeStringField("created", manifest.created().toString());
            TaskJson.write(out, manifest.task());
            writeSpecs(out, "inputs", manifest.inputs());
            writeSpecs(out, "outputs", manifest.outputs());
            out.writeArrayFieldStart("preprocessing");
            for (Step step : manifest.preprocessing()) {
                StepJson.write(out, step);
            }
            out.writeEndArray();
            out.writeObjectFieldStart("files");
            for (Map.Entry<String, FileDigest> file : new TreeMap<>(manifest.files()).entrySet()) {
                out.writeObjectFieldStart(file.getKey());
                out.writeStringField("sha256", file.getValue().sha256());
                out.writeNumberField("bytes", file.getValue().bytes());
                out.writeEndObject();
            }
            out.writeEndObject();
            out.writePOJOField("training", manifest.training());
            out.writeObjectFieldStart("metrics");
            for (Map.Entry<String, MetricEstimate> metric : new TreeMap<>(manifest.metrics()).entrySet()) {
                out.writeObjectFieldStart(metric.getKey());
                out.writeNumberField("value", metric.getValue().value());
                out.writeNumberField("lower", metric.getValue().lower());
                out.writeNumberField("upper", metric.getValue().upper());
                out.writeEndObject();
            }
            out.writeEndObject();
            out.writeObjectFieldStart("reference");
            writeHistograms(out, "features", manifest.reference().features());
            writeHistograms(out, "scores", manifest.reference().scores());
            out.writeEndObject();
            if (manifest.parity().isPresent()) {
                Parity parity = manifest.parity().get();
                out.writeObjectFieldStart("parity");
                out.writeNumberField("max_absolute_difference", parity.maxAbsoluteDifference());
                out.writeNumberField("max_relative_difference", parity.maxRelativeDifference());
                out.writeNumberField("rows", parity.rows());
                out.writeEndObject();
            }
            if (manifest.decision().isPresent()) {
                Decision decision = manifest.decision().get();
                out.writeObjectFieldStart("decision");
                out.writeStringField("positive", decision.positive());
                out.writeNumberField("threshold", decision.threshold());
                out.writeEndObject();
            }
            out.writeEndObject();
        });
    }

    private static void writeSpecs(JsonGenerator out, String name, List<TensorSpec> specs) throws IOException {
        out.writeArrayFieldStart(name);
        for (TensorSpec spec : specs) {
            out.writeStartObject();
            out.writeStringField("name", spec.name());
            out.writeStringField("datatype", spec.datatype().name());
            out.writeArrayFieldStart("shape");
            for (long dimension : spec.shape()) {
                out.writeNumber(dimension);
            }
            out.writeEndArray();
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void writeHistograms(JsonGenerator out, String name, Map<String, Histogram> histograms)
            throws IOException {
        out.writeObjectFieldStart(name);
        for (Map.Entry<String, Histogram> entry : new TreeMap<>(histograms).entrySet()) {
            Histogram histogram = entry.getValue();
            out.writeObjectFieldStart(entry.getKey());
            if (histogram.categories().isEmpty()) {
                out.writeArrayFieldStart("edges");
                for (double edge : histogram.edges()) {
                    out.writeNumber(edge);
                }
                out.writeEndArray();
            } else {
                Json.writeStrings(out, "categories", histogram.categories());
            }
            out.writeArrayFieldStart("counts");
            for (long count : histogram.counts()) {
                out.writeNumber(count);
            }
            out.writeEndArray();
            out.writeEndObject();
        }
        out.writeEndObject();
    }

    /**
     * Reads a manifest.
     *
     * @param where the file, for the message of a refusal
     */
    public Decoded<Manifest> decode(byte[] json, String where) {
        try {
            return Decoded.accepted(read(Json.parse(json).object()));
        } catch (Refusal refusal) {
            return refusal.in(where);
        } catch (IllegalArgumentException | ArithmeticException e) {
            // The records' own rules: a manifest that contradicts itself.
            return Decoded.rejected(RejectReason.MALFORMED, String.valueOf(e.getMessage()), where);
        }
    }

    private static Manifest read(JsonField body) throws Refusal {
        List<Step> preprocessing = new ArrayList<>();
        for (JsonField step : body.required("preprocessing").elements()) {
            preprocessing.add(StepJson.read(step));
        }
        Map<String, FileDigest> files = new LinkedHashMap<>();
        for (Map.Entry<String, JsonField> file : body.required("files").fields().entrySet()) {
            files.put(
                    file.getKey(),
                    new FileDigest(
                            file.getValue().required("sha256").text(),
                            file.getValue().required("bytes").integer()));
        }
        Map<String, MetricEstimate> metrics = new LinkedHashMap<>();
        for (Map.Entry<String, JsonField> metric :
                body.required("metrics").fields().entrySet()) {
            metrics.put(
                    metric.getKey(),
                    new MetricEstimate(
                            metric.getValue().required("value").number(),
                            metric.getValue().required("lower").number(),
                            metric.getValue().required("upper").number()));
        }
        JsonField reference = body.required("reference");
        Optional<JsonField> parity = body.optional("parity");
        Optional<JsonField> decision = body.optional("decision");
        long format = body.required("format").integer();
        return new Manifest(
                (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, format)),
                body.required("model").text(),
                body.required("version").text(),
                body.required("created").instant(),
                TaskJson.read(body),
                SpecJson.readAll(body.required("inputs")),
                SpecJson.readAll(body.required("outputs")),
                preprocessing,
                files,
                Json.map(body.required("training")),
                metrics,
                new ReferenceProfile(
                        histograms(reference.required("features")), histograms(reference.required("scores"))),
                parity.isPresent() ? Optional.of(parity(parity.get())) : Optional.empty(),
                decision.isPresent() ? Optional.of(decision(decision.get())) : Optional.empty());
    }

    private static Decision decision(JsonField field) throws Refusal {
        return new Decision(
                field.required("positive").text(), field.required("threshold").number());
    }

    private static Parity parity(JsonField field) throws Refusal {
        return new Parity(
                field.required("max_absolute_difference").number(),
                field.required("max_relative_difference").number(),
                field.required("rows").integer());
    }

    private static Map<String, Histogram> histograms(JsonField object) throws Refusal {
        Map<String, Histogram> histograms = new LinkedHashMap<>();
        for (Map.Entry<String, JsonField> entry : object.fields().entrySet()) {
            Optional<JsonField> edges = entry.getValue().optional("edges");
            Optional<JsonField> categories = entry.getValue().optional("categories");
            List<Double> edgeValues = new ArrayList<>();
            if (edges.isPresent()) {
                for (JsonField edge : edges.get().elements()) {
                    edgeValues.add(edge.number());
                }
            }
            List<Long> counts = new ArrayList<>();
            for (JsonField count : entry.getValue().required("counts").elements()) {
                counts.add(count.integer());
            }
            histograms.put(
                    entry.getKey(),
                    new Histogram(
                            edgeValues,
                            categories.isPresent() ? categories.get().texts() : List.of(),
                            counts));
        }
        return histograms;
    }
}
