package io.plumbline.inference.model;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.TensorInfo;
import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.checkpoint.TensorSpec;
import io.plumbline.contracts.event.Datatype;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Compares what the graph takes and gives with what the manifest says, and with what its task needs. */
final class SignatureCheck {
    private final Manifest manifest;
    private final String where;

    SignatureCheck(Manifest manifest, String where) {
        this.manifest = manifest;
        this.where = where;
    }

    void graph(Map<String, NodeInfo> inputs, Map<String, NodeInfo> outputs) throws RefusedException {
        side("inputs", manifest.inputs(), inputs);
        side("outputs", manifest.outputs(), outputs);
    }

    /** The output that is the answer to the task, with the width that the task gives it. */
    TensorSpec answer() throws RefusedException {
        for (TensorSpec spec : manifest.inputs()) {
            sized(spec);
        }
        for (TensorSpec spec : manifest.outputs()) {
            sized(spec);
        }
        String name = answerName(manifest.task());
        TensorSpec answer = manifest.outputs().stream()
                .filter(spec -> spec.name().equals(name))
                .findFirst()
                .orElseThrow(() -> refused(
                        RefusalReason.WRONG_NAMES,
                        "manifest has outputs " + names(manifest.outputs()) + ", a "
                                + manifest.task().label() + " needs '" + name + "'"));
        int expected = manifest.task() instanceof Task.Classification classification
                ? classification.labels().size()
                : 1;
        if (answer.elementsPerRow() != expected) {
            throw refused(
                    RefusalReason.WRONG_SHAPE,
                    "output '" + name + "' has shape " + answer.shape() + ", a "
                            + manifest.task().label() + " of this manifest has " + expected + " per row");
        }
        return answer;
    }

    private void sized(TensorSpec spec) throws RefusedException {
        try {
            RequestRows.rowBytes(spec);
        } catch (ArithmeticException e) {
            throw refused(
                    RefusalReason.WRONG_SHAPE,
                    "a row of '" + spec.name() + "' " + spec.shape() + " takes 2 GiB or more, expected less");
        }
    }

    private static String answerName(Task task) {
        if (task instanceof Task.Classification) {
            return "probabilities";
        }
        return task instanceof Task.Regression ? "value" : "scores";
    }

    private void side(String side, List<TensorSpec> expected, Map<String, NodeInfo> got) throws RefusedException {
        Set<String> expectedNames = names(expected);
        if (!expectedNames.equals(got.keySet()) || expectedNames.size() != expected.size()) {
            throw refused(
                    RefusalReason.WRONG_NAMES,
                    "graph has " + side + " " + new TreeSet<>(got.keySet()) + ", manifest expects " + expectedNames);
        }
        for (TensorSpec spec : expected) {
            NodeInfo node = got.get(spec.name());
            if (node == null || !(node.getInfo() instanceof TensorInfo info)) {
                throw refused(RefusalReason.WRONG_DATATYPE, "'" + spec.name() + "' is no tensor, expected one");
            }
            datatype(spec, info);
            shape(spec, info.getShape());
        }
    }

    private void datatype(TensorSpec spec, TensorInfo info) throws RefusedException {
        Optional<Datatype> got = Datatypes.ofGraph(info);
        if (got.isEmpty()
                || got.get() != spec.datatype()
                || Datatypes.inDjl(spec.datatype()).isEmpty()) {
            throw refused(
                    RefusalReason.WRONG_DATATYPE,
                    "'" + spec.name() + "' is " + got.map(Enum::name).orElse(info.onnxType.name())
                            + " in the graph, manifest expects " + spec.datatype());
        }
    }

    private void shape(TensorSpec spec, long[] got) throws RefusedException {
        boolean fits = got.length == spec.shape().size() && got[0] == -1;
        for (int i = 1; fits && i < got.length; i++) {
            // A dimension that the graph leaves open shows itself in the warm-up.
            fits = got[i] == -1 || got[i] == spec.shape().get(i);
        }
        if (!fits) {
            throw refused(
                    RefusalReason.WRONG_SHAPE,
                    "'" + spec.name() + "' has shape " + Arrays.toString(got) + " in the graph, manifest expects "
                            + spec.shape());
        }
    }

    private RefusedException refused(RefusalReason reason, String problem) {
        return new RefusedException(reason, problem + " (" + where + ")");
    }

    private static Set<String> names(List<TensorSpec> specs) {
        return specs.stream().map(TensorSpec::name).collect(Collectors.toCollection(TreeSet::new));
    }
}
