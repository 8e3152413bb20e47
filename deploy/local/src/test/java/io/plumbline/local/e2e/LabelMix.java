package io.plumbline.local.e2e;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The labels of a stream of requests as the world sends them: early, late, missing, twice, corrected, withdrawn, out of
 * order, for requests that nobody made, and broken.
 *
 * <p>Which fate an item has follows from its place in the stream, so that every fate occurs in every task.
 */
final class LabelMix {
    /** How many fates there are; a stream should be several times as long. */
    static final int FATES = 14;

    private static final int ORPHANS = 17;
    private static final byte[] NOT_JSON = "{\"label\":".getBytes(StandardCharsets.UTF_8);

    private final List<LabelRecord> early = new ArrayList<>();
    private final List<LabelRecord> late = new ArrayList<>();

    /** @param value null retracts */
    @SuppressWarnings("ArrayRecordComponent") // A record's value; never compared.
    record LabelRecord(String id, byte[] value) {}

    private final TrainedModel model;

    private LabelMix(TrainedModel model) {
        this.model = model;
    }

    static LabelMix of(TrainedModel model, List<HoldoutItem> items) {
        LabelMix mix = new LabelMix(model);
        List<LabelRecord> second = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            HoldoutItem item = items.get(i);
            Map<String, Object> other = otherTruth(model.task(), item, items.get((i + 1) % items.size()));
            mix.decide(i % FATES, item, other, second);
        }
        for (int i = 0; i < ORPHANS; i++) {
            HoldoutItem orphan = items.get(i % items.size()).renamed("nobody-asked-" + i);
            (i % 2 == 0 ? mix.early : mix.late).add(revised(orphan.label(), 0));
        }
        // What could come in any order comes far from its counterpart.
        mix.late.addAll(second);
        return mix;
    }

    /** Before their requests. */
    List<LabelRecord> early() {
        return List.copyOf(early);
    }

    /** While and after the requests are answered, in this order. */
    List<LabelRecord> late() {
        return List.copyOf(late);
    }

    private void decide(int fate, HoldoutItem item, Map<String, Object> other, List<LabelRecord> second) {
        Map<String, Object> truth = item.label();
        switch (fate) {
            case 0 -> early.add(revised(truth, 0));
            case 1 -> {} // The truth never comes out.
            case 2 -> { // twice
                late.add(revised(truth, 0));
                second.add(revised(truth, 0));
            }
            case 3 -> { // corrected
                late.add(revised(other, 1));
                second.add(revised(truth, 2));
            }
            case 4 -> { // the correction overtakes what it corrects
                late.add(revised(truth, 2));
                second.add(revised(other, 1));
            }
            case 5 -> { // withdrawn
                late.add(revised(truth, 0));
                second.add(new LabelRecord(item.id(), null));
            }
            case 6 -> { // withdrawn, then stated anew
                late.add(revised(other, 0));
                late.add(new LabelRecord(item.id(), null));
                second.add(revised(truth, 1));
            }
            case 7 -> { // corrected to something else, so that a sum that forgot to take back would show
                late.add(revised(truth, 0));
                second.add(revised(other, 5));
            }
            case 8 -> { // stated and withdrawn before anybody asked
                early.add(revised(truth, 0));
                early.add(new LabelRecord(item.id(), null));
            }
            case 9 -> { // corrected to what nobody can judge
                late.add(revised(truth, 0));
                second.add(revised(unfit(model.task(), item), 3));
            }
            case 10 -> { // early, corrected late
                early.add(revised(other, 0));
                late.add(revised(truth, 1));
            }
            case 11 -> { // broken beside a good one, before and after
                late.add(new LabelRecord(item.id(), NOT_JSON));
                late.add(revised(truth, 0));
                second.add(broken(item));
            }
            case 12 -> late.add(revised(otherSpelling(truth), 0));
            default -> late.add(revised(truth, 0));
        }
    }

    private static LabelRecord revised(Map<String, Object> label, int revision) {
        Map<String, Object> body = new LinkedHashMap<>(label);
        if (revision > 0) {
            body.put("revision", revision);
        }
        return new LabelRecord(String.valueOf(label.get("id")), HoldoutItem.bytes(body));
    }

    /** A label of this item that is well formed, fits the task, and says something else. */
    private static Map<String, Object> otherTruth(PipelineTask task, HoldoutItem item, HoldoutItem next) {
        Map<String, Object> body = new LinkedHashMap<>(item.label());
        switch (task) {
            case CLASSIFICATION -> body.put("label", next.label().get("label"));
            case REGRESSION -> body.put("label", ((Number) body.get("label")).doubleValue() * 1.25 + 333);
            case RANKING -> {
                Map<String, Object> grades = HoldoutItem.object(body.get("relevance"));
                grades.replaceAll((name, grade) -> Math.max(0, 3 - ((Number) grade).intValue()));
                body.put("relevance", grades);
            }
        }
        return body;
    }

    private static Map<String, Object> unfit(PipelineTask task, HoldoutItem item) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", item.id());
        switch (task) {
            case CLASSIFICATION -> body.put("label", "no class of this model");
            case REGRESSION -> body.put("label", "a name where a number belongs");
            case RANKING -> body.put("label", 3.5);
        }
        return body;
    }

    /** A class by its index; a query of which nothing is relevant, which no average may count; a number stays. */
    private Map<String, Object> otherSpelling(Map<String, Object> label) {
        Map<String, Object> body = new LinkedHashMap<>(label);
        switch (model.task()) {
            case CLASSIFICATION -> body.put("label", model.classes().indexOf(String.valueOf(label.get("label"))));
            case REGRESSION -> {}
            case RANKING -> {
                Map<String, Object> grades = HoldoutItem.object(label.get("relevance"));
                grades.replaceAll((name, grade) -> 0);
                body.put("relevance", grades);
            }
        }
        return body;
    }

    /** Each in its own way not a label: another id in the body, no truth, two truths, a number that is none. */
    private static LabelRecord broken(HoldoutItem item) {
        String id = item.id();
        String value =
                switch (Math.floorMod(id.hashCode(), 4)) {
                    case 0 -> "{\"id\":\"somebody-else\",\"label\":1}";
                    case 1 -> "{\"id\":\"" + id + "\"}";
                    case 2 -> "{\"id\":\"" + id + "\",\"label\":1,\"relevance\":{}}";
                    default -> "{\"id\":\"" + id + "\",\"label\":NaN}";
                };
        return new LabelRecord(id, value.getBytes(StandardCharsets.UTF_8));
    }
}
