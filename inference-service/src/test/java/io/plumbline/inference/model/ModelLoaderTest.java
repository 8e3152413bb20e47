package io.plumbline.inference.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.plumbline.contracts.checkpoint.Step;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.event.Datatype;
import io.plumbline.inference.model.LoadOutcome.Loaded;
import io.plumbline.inference.model.LoadOutcome.Refused;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelLoaderTest {
    private static final LoadSettings SETTINGS = new LoadSettings(List.of(1, 2, 4, 8), 1, 100);

    private final ModelLoader loader = new ModelLoader();

    @Test
    void checkpoint_asTrained_isLoaded() {
        ServedModel model = load(TinyCheckpoint.classifier());

        assertThat(model.model()).isEqualTo("tiny");
        assertThat(model.version()).isEqualTo("v1");
        assertThat(model.device()).isEqualTo("cpu");
        assertThat(model.task()).isEqualTo(new Task.Classification(TinyCheckpoint.CLASSES));
        model.probe();
        model.close();
        model.close();
    }

    @Test
    void truncatedGraph_thatTheScanLetsPass_isRefusedByTheRuntime() {
        byte[] onnx = TinyGraph.softmax(TinyCheckpoint.WIDTH, 3, TinyCheckpoint.WEIGHTS, TinyCheckpoint.BIAS)
                .bytes();
        // Cut between two fields: what is left is a valid message, without the operator set.
        byte[] cut = Arrays.copyOf(onnx, onnx.length - 6);
        assertThat(GraphScan.check(cut, "here")).isEmpty();

        assertThat(refusal(TinyCheckpoint.classifier(cut))).isEqualTo(RefusalReason.NOT_LOADABLE);
    }

    @Test
    void operatorThatNobodyKnows_isRefused() {
        byte[] onnx = new TinyGraph()
                .input("features", -1, 4)
                .node("Teleport", List.of("features"), "probabilities")
                .output("probabilities", -1, 3)
                .bytes();

        Refused refused = refused(TinyCheckpoint.classifier(onnx));

        assertThat(refused.reason()).isEqualTo(RefusalReason.NOT_LOADABLE);
        assertThat(refused.message()).contains("Teleport").contains("tiny/v1");
    }

    @Test
    void otherNames_areRefused() {
        assertThat(refusal(TinyCheckpoint.classifier().withoutGolden().input(TinyCheckpoint.spec("rows", -1, 4))))
                .isEqualTo(RefusalReason.WRONG_NAMES);
        assertThat(refusal(TinyCheckpoint.classifier()
                        .withoutGolden()
                        .input(TinyCheckpoint.spec("features", -1, 4), TinyCheckpoint.spec("more", -1, 4))))
                .isEqualTo(RefusalReason.WRONG_NAMES);
        assertThat(refusal(TinyCheckpoint.classifier().withoutGolden().output(TinyCheckpoint.spec("logits", -1, 3))))
                .isEqualTo(RefusalReason.WRONG_NAMES);
    }

    @Test
    void otherWidth_orRank_orFixedBatch_isRefused() {
        Refused width =
                refused(TinyCheckpoint.classifier().withoutGolden().input(TinyCheckpoint.spec("features", -1, 5)));
        assertThat(width.reason()).isEqualTo(RefusalReason.WRONG_SHAPE);
        assertThat(width.message()).contains("[-1, 4]").contains("[-1, 5]");
        assertThat(refusal(
                        TinyCheckpoint.classifier().withoutGolden().input(TinyCheckpoint.spec("features", -1, 1, 4))))
                .isEqualTo(RefusalReason.WRONG_SHAPE);
        byte[] fixed = new TinyGraph()
                .input("features", 1, 3)
                .node("Softmax", List.of("features"), "probabilities")
                .output("probabilities", 1, 3)
                .bytes();
        assertThat(refusal(TinyCheckpoint.classifier(fixed).input(TinyCheckpoint.spec("features", -1, 3))))
                .isEqualTo(RefusalReason.WRONG_SHAPE);
    }

    @Test
    void shapeBeyondAllMemory_isRefused_notAnOverflow() {
        Refused refused = refused(TinyCheckpoint.classifier()
                .withoutGolden()
                .input(TinyCheckpoint.spec("features", -1, Long.MAX_VALUE / 2, 3)));

        assertThat(refused.reason()).isEqualTo(RefusalReason.WRONG_SHAPE);
        assertThat(refused.message()).contains("2 GiB");
    }

    @Test
    void otherNumberOfClasses_isRefused() {
        assertThat(refusal(TinyCheckpoint.classifier().task(new Task.Classification(List.of("ant", "bee")))))
                .isEqualTo(RefusalReason.WRONG_SHAPE);
    }

    @Test
    void otherDatatype_orOneNotServed_isRefused() {
        assertThat(refusal(TinyCheckpoint.classifier()
                        .withoutGolden()
                        .input(TinyCheckpoint.spec("features", Datatype.FP64, -1, 4))))
                .isEqualTo(RefusalReason.WRONG_DATATYPE);
        byte[] halves = new TinyGraph()
                .input("features", TensorProto.DataType.FLOAT16, -1, 3)
                .node("Cast", List.of("features"), "wide", TinyGraph.number("to", 1))
                .node("Softmax", List.of("wide"), "probabilities")
                .output("probabilities", -1, 3)
                .bytes();
        assertThat(refusal(
                        TinyCheckpoint.classifier(halves).input(TinyCheckpoint.spec("features", Datatype.FP16, -1, 3))))
                .isEqualTo(RefusalReason.WRONG_DATATYPE);
    }

    @Test
    void graphThatFoldsTheBatch_isRefused() {
        byte[] onnx = new TinyGraph()
                .input("features", -1, 3)
                .node("Softmax", List.of("features"), "each")
                .node("Identity", List.of("each"), "copy")
                .node("ReduceMean", List.of("copy"), "probabilities", TinyGraph.numbers("axes", 0))
                .output("probabilities", -1, 3)
                .bytes();

        assertThat(refusal(TinyCheckpoint.classifier(onnx).input(TinyCheckpoint.spec("features", -1, 3))))
                .isIn(RefusalReason.WRONG_SHAPE, RefusalReason.WARM_UP_FAILED);
    }

    @Test
    void goldenSampleAnsweredOtherwise_isRefused() {
        float[] wrong = TinyCheckpoint.softmax(1f, 2f, -1f, 0.5f);
        wrong[1] += 1e-3f;

        Refused refused = refused(TinyCheckpoint.classifier().withoutGolden().golden("[1.0,2.0,-1.0,0.5]", wrong));

        assertThat(refused.reason()).isEqualTo(RefusalReason.GOLDEN_MISMATCH);
        assertThat(refused.message()).contains("sample 0").contains("element 1");
    }

    @Test
    void goldenSampleWithinTheTolerance_isAccepted() {
        float[] close = TinyCheckpoint.softmax(1f, 2f, -1f, 0.5f);
        close[1] += 5e-6f;

        load(TinyCheckpoint.classifier().withoutGolden().golden("[1.0,2.0,-1.0,0.5]", close))
                .close();
    }

    @Test
    void goldenSampleThatTheModelRejects_orOfAnotherShape_isRefused() {
        assertThat(refusal(TinyCheckpoint.classifier().golden("[1.0,2.0]", 0.2f, 0.3f, 0.5f)))
                .isEqualTo(RefusalReason.GOLDEN_MISMATCH);
        assertThat(refusal(TinyCheckpoint.classifier().golden("[1.0,2.0,-1.0,0.5]", 0.5f, 0.5f)))
                .isEqualTo(RefusalReason.GOLDEN_MISMATCH);
    }

    @Test
    void graphThatMixesTheRowsOfABatch_isRefused_thoughEachSampleAloneIsRight() {
        byte[] onnx = new TinyGraph()
                .input("features", -1, 1)
                .node("ReduceMean", List.of("features"), "mean", TinyGraph.numbers("axes", 0))
                .node("Sub", List.of("features", "mean"), "value")
                .output("value", -1, 1)
                .bytes();

        assertThat(refusal(
                        TinyCheckpoint.regression(onnx, 1).golden("[1.0]", 0f).golden("[3.0]", 0f)))
                .isEqualTo(RefusalReason.GOLDEN_MISMATCH);
    }

    @Test
    void graphThatFailsOnAKnownRequest_isRefused() {
        assertThat(refusal(TinyCheckpoint.regression(TinyGraph.lookup(1f, 2f).bytes(), 1)
                        .golden("[7.0]", 0f)))
                .isEqualTo(RefusalReason.WARM_UP_FAILED);
    }

    @Test
    void preprocessingThatDoesNotFit_isRefused() {
        assertThat(refusal(TinyCheckpoint.ranking()
                        .preprocessing(new Step.Assemble("features", List.of("price", "stars", "name")))))
                .isEqualTo(RefusalReason.WRONG_PREPROCESSING);
        assertThat(refusal(TinyCheckpoint.ranking().preprocessing(new Step.Log1p("price"))))
                .isEqualTo(RefusalReason.WRONG_PREPROCESSING);
        assertThat(refusal(
                        TinyCheckpoint.ranking().preprocessing(new Step.Assemble("other", List.of("price", "stars")))))
                .isEqualTo(RefusalReason.WRONG_PREPROCESSING);
    }

    private ServedModel load(TinyCheckpoint checkpoint) {
        LoadOutcome outcome = loader.load(checkpoint.verified(), SETTINGS);
        assertThat(outcome).isInstanceOf(Loaded.class);
        return ((Loaded) outcome).model();
    }

    private Refused refused(TinyCheckpoint checkpoint) {
        LoadOutcome outcome = loader.load(checkpoint.verified(), SETTINGS);
        assertThat(outcome).isInstanceOf(Refused.class);
        return (Refused) outcome;
    }

    private RefusalReason refusal(TinyCheckpoint checkpoint) {
        return refused(checkpoint).reason();
    }
}
