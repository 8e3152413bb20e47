package io.plumbline.inference.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.BaseNDManager;
import io.plumbline.contracts.checkpoint.Decision;
import io.plumbline.contracts.checkpoint.Step;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.event.Datatype;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.Decoded.Accepted;
import io.plumbline.contracts.event.Decoded.Rejected;
import io.plumbline.contracts.event.FeatureValue;
import io.plumbline.contracts.event.Payload;
import io.plumbline.contracts.event.RejectReason;
import io.plumbline.contracts.event.Request;
import io.plumbline.contracts.event.Tensor;
import io.plumbline.contracts.event.WireFormat;
import io.plumbline.inference.model.ItemOutcome.Answered;
import io.plumbline.inference.model.ItemOutcome.Refused;
import io.plumbline.inference.model.LoadOutcome.Loaded;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OnnxModelTest {
    private static final String WHERE = "plumbline.requests-3@1042";

    private final ModelLoader loader = new ModelLoader();
    private final List<ServedModel> open = new ArrayList<>();

    @AfterEach
    void closeAll() {
        open.forEach(ServedModel::close);
    }

    @Test
    void batchOfAnySize_saysWhatEachSaysAlone_inOrder() {
        ServedModel model = load(TinyCheckpoint.classifier());
        Random random = new Random(7);
        for (int size = 1; size <= 33; size++) {
            List<float[]> rows = new ArrayList<>();
            List<Prepared> batch = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                float[] row = new float[TinyCheckpoint.WIDTH];
                for (int k = 0; k < row.length; k++) {
                    row[k] = random.nextFloat() * 4 - 2;
                }
                rows.add(row);
                batch.add(accepted(model.prepare(tensor(row), WHERE)));
            }

            List<ItemOutcome> together = model.predict(batch);

            assertThat(together).hasSize(size);
            for (int i = 0; i < size; i++) {
                Answered answer = (Answered) together.get(i);
                Answered alone = (Answered) model.predict(List.of(batch.get(i))).get(0);
                float[] got = answer.outputs().get(0).toFloats();
                float[] expected = TinyCheckpoint.softmax(rows.get(i));
                assertThat(answer.outputs().get(0).shape()).containsExactly(1, 3);
                assertThat(got).containsExactly(alone.outputs().get(0).toFloats(), within(1e-6f));
                assertThat(got).containsExactly(expected, within(1e-5f));
                assertThat(answer.label()).contains(TinyCheckpoint.CLASSES.get(largest(expected)));
            }
        }
    }

    @Test
    void theManifestsDecision_saysWhichOfTwoClassesIsAnnounced() {
        TinyCheckpoint checkpoint = TinyCheckpoint.classifier(TinyGraph.softmax(1, 2, new float[] {0, 1}, new float[2])
                        .bytes())
                .task(new Task.Classification(List.of("ok", "fraud")))
                .input(TinyCheckpoint.spec("features", -1, 1))
                .output(TinyCheckpoint.spec("probabilities", -1, 2));
        // The second class' probability is 0.119, 0.378, 0.5 and 0.881.
        float[] rows = {-2, -0.5f, 0, 2};

        assertThat(labels(load(checkpoint), rows)).containsExactly("ok", "ok", "ok", "fraud");
        assertThat(labels(load(checkpoint.decision(new Decision("fraud", 0.37))), rows))
                .containsExactly("ok", "fraud", "fraud", "fraud");
        assertThat(labels(load(checkpoint.decision(new Decision("ok", 0.6))), rows))
                .containsExactly("ok", "ok", "fraud", "fraud");
    }

    @Test
    void onlyADecision_givesTheIndexToo_soThatReadersNeedNotGuess() {
        TinyCheckpoint checkpoint = TinyCheckpoint.classifier(TinyGraph.softmax(1, 2, new float[] {0, 1}, new float[2])
                        .bytes())
                .task(new Task.Classification(List.of("ok", "fraud")))
                .input(TinyCheckpoint.spec("features", -1, 1))
                .output(TinyCheckpoint.spec("probabilities", -1, 2));
        ServedModel largest = load(checkpoint);
        ServedModel decided = load(checkpoint.decision(new Decision("fraud", 0.37)));

        assertThat(answer(largest, -0.5f).classIndex()).isEmpty();
        assertThat(answer(decided, -0.5f).classIndex()).hasValue(1);
        assertThat(answer(decided, -2).classIndex()).hasValue(0);
    }

    private static Answered answer(ServedModel model, float row) {
        return (Answered) model.predict(List.of(accepted(model.prepare(tensor(row), WHERE))))
                .get(0);
    }

    private static List<String> labels(ServedModel model, float[] rows) {
        List<Prepared> batch = new ArrayList<>();
        for (float row : rows) {
            batch.add(accepted(model.prepare(tensor(row), WHERE)));
        }
        return model.predict(batch).stream()
                .map(outcome -> ((Answered) outcome).label().orElseThrow())
                .toList();
    }

    @Test
    void octetStream_isTheTensorItself() {
        ServedModel model = load(TinyCheckpoint.classifier());
        float[] row = {1f, 2f, -1f, 0.5f};

        Prepared raw = accepted(model.prepare(raw(row), WHERE));

        assertThat(((Answered) model.predict(List.of(raw)).get(0)).outputs())
                .isEqualTo(((Answered) model.predict(List.of(accepted(model.prepare(tensor(row), WHERE))))
                                .get(0))
                        .outputs());
    }

    @Test
    void requestsThatDoNotFit_areRejected_withReasonAndPlace() {
        ServedModel model = load(TinyCheckpoint.classifier());

        assertRejected(model, tensor(1f, 2f, 3f), RejectReason.WRONG_SHAPE);
        assertRejected(model, raw(1f, 2f, 3f), RejectReason.WRONG_SHAPE);
        assertRejected(model, raw(1f, 2f, 3f, 4f, 1f, 2f, 3f, 4f), RejectReason.WRONG_SHAPE);
        assertRejected(model, raw(), RejectReason.EMPTY);
        assertRejected(model, tensor(1f, Float.NaN, 3f, 4f), RejectReason.NON_FINITE_INPUT);
        assertRejected(model, raw(1f, 2f, Float.NEGATIVE_INFINITY, 4f), RejectReason.NON_FINITE_INPUT);
        assertRejected(
                model,
                request(new Payload.Tensors(List.of(Tensor.floats("pixels", new long[] {1, 4}, 1f, 2f, 3f, 4f)))),
                RejectReason.MISSING_FIELD);
        assertRejected(
                model,
                request(new Payload.Tensors(List.of(Tensor.floats("features", new long[] {2, 4}, new float[8])))),
                RejectReason.WRONG_SHAPE);
        assertRejected(
                model,
                request(new Payload.Tensors(List.of(Tensor.floats("features", new long[] {4}, new float[4])))),
                RejectReason.WRONG_SHAPE);
        assertRejected(
                model,
                request(new Payload.Tensors(
                        List.of(Tensor.of("features", Datatype.INT32, new long[] {1, 4}, ByteBuffer.allocate(16))))),
                RejectReason.WRONG_DATATYPE);
        assertRejected(
                model, request(new Payload.Row(Map.of("a", new FeatureValue.Numeric(1)))), RejectReason.UNSUPPORTED);
    }

    @Test
    void rejectedRequest_doesNotTouchItsBatchMates() {
        ServedModel model = load(TinyCheckpoint.classifier());
        List<Prepared> batch = new ArrayList<>();
        int rejected = 0;
        for (Request request : List.of(tensor(1, 2, 3, 4), tensor(1, 2), tensor(4, 3, 2, 1), raw(1, 2, 3, 4, 5))) {
            Decoded<Prepared> decoded = model.prepare(request, WHERE);
            if (decoded instanceof Accepted<Prepared> fine) {
                batch.add(fine.value());
            } else {
                rejected++;
            }
        }

        List<ItemOutcome> outcomes = model.predict(batch);

        assertThat(rejected).isEqualTo(2);
        assertThat(((Answered) outcomes.get(0)).outputs().get(0).toFloats())
                .containsExactly(TinyCheckpoint.softmax(1, 2, 3, 4), within(1e-5f));
        assertThat(((Answered) outcomes.get(1)).outputs().get(0).toFloats())
                .containsExactly(TinyCheckpoint.softmax(4, 3, 2, 1), within(1e-5f));
    }

    @Test
    void answerThatIsNotANumber_isRefusedAlone() {
        ServedModel model =
                load(TinyCheckpoint.regression(TinyGraph.logarithm().bytes(), 1).golden("[1.0]", 0f));
        List<Prepared> batch = new ArrayList<>();
        for (float value : new float[] {1f, -1f, (float) Math.E, 0f}) {
            batch.add(accepted(model.prepare(tensor(value), WHERE)));
        }

        List<ItemOutcome> outcomes = model.predict(batch);

        assertThat(((Answered) outcomes.get(0)).outputs().get(0).toFloats()).containsExactly(0f);
        assertThat(((Answered) outcomes.get(0)).label()).isEmpty();
        assertThat(((Refused) outcomes.get(1)).reason()).isEqualTo(RejectReason.NON_FINITE_OUTPUT);
        assertThat(((Answered) outcomes.get(2)).outputs().get(0).toFloats())
                .containsExactly(new float[] {1f}, within(1e-6f));
        assertThat(((Refused) outcomes.get(3)).message()).contains("value").contains("v1");
    }

    @Test
    void rankingQueries_shareACall_andGetTheirOwnScoresBack() {
        ServedModel model = load(TinyCheckpoint.ranking());
        List<Prepared> batch = List.of(
                accepted(model.prepare(query("a", 1, 0, "b", 2, 1), WHERE)),
                accepted(model.prepare(query("c", 5, 5), WHERE)),
                accepted(model.prepare(query("d", 0, 1, "e", 0, 2, "f", 10, 0), WHERE)));

        List<ItemOutcome> outcomes = model.predict(batch);

        Answered first = (Answered) outcomes.get(0);
        Answered second = (Answered) outcomes.get(1);
        Answered third = (Answered) outcomes.get(2);
        assertThat(first.items()).containsExactly("a", "b");
        assertThat(first.outputs()).containsExactly(Tensor.floats("scores", new long[] {2}, 2f, 3f));
        assertThat(second.items()).containsExactly("c");
        assertThat(second.outputs()).containsExactly(Tensor.floats("scores", new long[] {1}, 5f));
        assertThat(third.items()).containsExactly("d", "e", "f");
        assertThat(third.outputs()).containsExactly(Tensor.floats("scores", new long[] {3}, -1f, -2f, 20f));
    }

    @Test
    void rankingQuery_asATensor_namesItsCandidatesByPlace() {
        ServedModel model = load(TinyCheckpoint.ranking());
        Request request =
                request(new Payload.Tensors(List.of(Tensor.floats("features", new long[] {3, 2}, 1, 0, 2, 1, 3, 3))));

        Answered answer = (Answered)
                model.predict(List.of(accepted(model.prepare(request, WHERE)))).get(0);

        assertThat(answer.items()).containsExactly("0", "1", "2");
        assertThat(answer.outputs()).containsExactly(Tensor.floats("scores", new long[] {3}, 2f, 3f, 3f));
    }

    @Test
    void rankingQuery_thatIsEmpty_tooLong_orNotAQuery_isRejected() {
        ServedModel model = load(TinyCheckpoint.ranking());
        List<Payload.Item> many = new ArrayList<>();
        for (int i = 0; i < 101; i++) {
            many.add(item("i" + i, 1, 1));
        }

        assertRejected(model, request(new Payload.Items(List.of())), RejectReason.EMPTY);
        assertRejected(model, request(new Payload.Items(many)), RejectReason.TOO_LARGE);
        assertRejected(model, raw(new float[202]), RejectReason.TOO_LARGE);
        assertRejected(
                model,
                request(new Payload.Row(Map.of("price", new FeatureValue.Numeric(1)))),
                RejectReason.MISSING_FIELD);
        assertRejected(
                model,
                request(new Payload.Items(
                        List.of(item("a", 1, 1), new Payload.Item("b", Map.of("price", new FeatureValue.Text("x")))))),
                RejectReason.WRONG_TYPE);
    }

    @Test
    void featureRow_goesThroughThePreprocessing() {
        ServedModel model = load(TinyCheckpoint.regression(
                        TinyGraph.linear("value", 1f, 10f, 100f).bytes(), 3)
                .preprocessing(
                        new Step.Standardize("area", 10, 2),
                        new Step.OneHot("zone", List.of("north", "south")),
                        new Step.Assemble("features", List.of("area", "zone"))));
        Request request = request(
                new Payload.Row(Map.of("area", new FeatureValue.Numeric(14), "zone", new FeatureValue.Text("south"))));

        Answered answer = (Answered)
                model.predict(List.of(accepted(model.prepare(request, WHERE)))).get(0);

        assertThat(answer.outputs()).containsExactly(Tensor.floats("value", new long[] {1, 1}, 102f));
        assertRejected(
                model,
                request(new Payload.Row(Map.of("zone", new FeatureValue.Text("south")))),
                RejectReason.MISSING_FIELD);
    }

    @Test
    void nativeCallThatFails_isAFailure_andTheNextCallIsFine() {
        ServedModel model = load(
                TinyCheckpoint.regression(TinyGraph.lookup(5f, 6f).bytes(), 1).golden("[1.0]", 6f));
        Prepared good = accepted(model.prepare(tensor(0f), WHERE));
        Prepared beyond = accepted(model.prepare(tensor(9f), WHERE));

        assertThatThrownBy(() -> model.predict(List.of(good, beyond))).isInstanceOf(ModelFailure.class);

        assertThat(((Answered) model.predict(List.of(good)).get(0)).outputs())
                .containsExactly(Tensor.floats("value", new long[] {1, 1}, 5f));
        model.probe();
        assertThat(model.nativeArrays()).isZero();
    }

    @Test
    void nativeArrays_areAllGone_afterEveryCall() throws ReflectiveOperationException {
        ServedModel model = load(TinyCheckpoint.classifier());
        List<Prepared> batch = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            batch.add(accepted(model.prepare(tensor(i, 1, 2, 3), WHERE)));
        }
        int before = model.nativeArrays();
        int managersBefore = managed(model);

        for (int i = 0; i < 2_000; i++) {
            model.predict(batch.subList(0, 1 + i % 16));
        }

        assertThat(model.nativeArrays()).isEqualTo(before).isZero();
        assertThat(managed(model)).isEqualTo(managersBefore);
    }

    @Test
    void closedModel_failsInsteadOfCrashing() {
        ServedModel model = load(TinyCheckpoint.classifier());
        Prepared item = accepted(model.prepare(tensor(1, 2, 3, 4), WHERE));
        model.close();

        assertThatThrownBy(() -> model.predict(List.of(item)))
                .isInstanceOf(ModelFailure.class)
                .hasMessageContaining("closed");
    }

    /** Everything that the model's manager would close, sub-managers of calls included. */
    private static int managed(ServedModel model) throws ReflectiveOperationException {
        // DJL lists a manager's arrays, but not the managers below it.
        Field resources = BaseNDManager.class.getDeclaredField("resources");
        resources.setAccessible(true);
        return ((Map<?, ?>) resources.get(((OnnxModel) model).manager())).size();
    }

    private ServedModel load(TinyCheckpoint checkpoint) {
        LoadOutcome outcome = loader.load(checkpoint.verified(), new LoadSettings(List.of(1, 2, 4), 1, 100));
        assertThat(outcome).isInstanceOf(Loaded.class);
        ServedModel model = ((Loaded) outcome).model();
        open.add(model);
        return model;
    }

    private static void assertRejected(ServedModel model, Request request, RejectReason reason) {
        Decoded<Prepared> decoded = model.prepare(request, WHERE);
        assertThat(decoded).isInstanceOf(Rejected.class);
        Rejected<Prepared> rejected = (Rejected<Prepared>) decoded;
        assertThat(rejected.reason()).as(rejected.message()).isEqualTo(reason);
        assertThat(rejected.where()).startsWith(WHERE);
    }

    private static Prepared accepted(Decoded<Prepared> decoded) {
        assertThat(decoded).isInstanceOf(Accepted.class);
        return ((Accepted<Prepared>) decoded).value();
    }

    private static Request request(Payload payload) {
        return new Request("r", Optional.empty(), payload, WireFormat.JSON);
    }

    private static Request tensor(float... row) {
        return request(new Payload.Tensors(List.of(Tensor.floats("features", new long[] {1, row.length}, row))));
    }

    private static Request raw(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return new Request("r", Optional.empty(), new Payload.Raw(bytes.asReadOnlyBuffer()), WireFormat.OCTET_STREAM);
    }

    private static Request query(Object... idPriceStars) {
        List<Payload.Item> items = new ArrayList<>();
        for (int i = 0; i < idPriceStars.length; i += 3) {
            items.add(item((String) idPriceStars[i], (int) idPriceStars[i + 1], (int) idPriceStars[i + 2]));
        }
        return request(new Payload.Items(items));
    }

    private static Payload.Item item(String id, double price, double stars) {
        return new Payload.Item(
                id, Map.of("price", new FeatureValue.Numeric(price), "stars", new FeatureValue.Numeric(stars)));
    }

    private static int largest(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }
}
