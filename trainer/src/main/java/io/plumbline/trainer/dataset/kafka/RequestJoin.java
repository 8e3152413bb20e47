package io.plumbline.trainer.dataset.kafka;

import io.plumbline.contracts.checkpoint.Digests;
import io.plumbline.contracts.codec.RequestCodec;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.Request;
import io.plumbline.contracts.event.Truth;
import io.plumbline.contracts.event.WireRecord;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Requests with their labels. Each request that is read ends in exactly one of the counts; an id that comes twice is taken
 * as it came first.
 */
final class RequestJoin {
    private static final String READ = "read";
    private static final String MALFORMED = "malformed";
    private static final String OTHER_MODEL = "other_model";
    private static final String DUPLICATE = "duplicate";
    private static final String UNLABELLED = "unlabelled";
    private static final String RETRACTED = "retracted";

    private final RequestCodec codec = new RequestCodec();
    private final String model;
    private final LabelLedger labels;
    private final Set<String> seen = new HashSet<>();
    private final List<Labelled> joined = new ArrayList<>();
    private final MessageDigest digest = Digests.newSha256();
    private final Counts counts = new Counts(READ, MALFORMED, OTHER_MODEL, DUPLICATE, UNLABELLED, RETRACTED);
    private Optional<String> firstMalformed = Optional.empty();

    /** @param model that requests must ask for, or leave open; empty for any */
    RequestJoin(String model, LabelLedger labels) {
        this.model = model;
        this.labels = labels;
    }

    void add(WireRecord record) {
        counts.add(READ);
        Decoded<Request> decoded = codec.decode(record);
        if (decoded instanceof Decoded.Accepted<Request> accepted) {
            add(accepted.value(), record);
        } else if (decoded instanceof Decoded.Rejected<Request> rejected) {
            counts.add(MALFORMED);
            firstMalformed = firstMalformed.or(() -> Optional.of(rejected.describe()));
        }
    }

    private void add(Request request, WireRecord record) {
        if (!model.isEmpty() && !request.model().orElse(model).equals(model)) {
            counts.add(OTHER_MODEL);
            return;
        }
        if (!seen.add(request.id())) {
            counts.add(DUPLICATE);
            return;
        }
        Optional<Truth> truth = labels.truth(request.id());
        if (truth.isEmpty() || truth.get() instanceof Truth.Retracted) {
            counts.add(truth.isEmpty() ? UNLABELLED : RETRACTED);
            return;
        }
        joined.add(
                new Labelled(request.id(), request.payload(), truth.get(), record.timestampMillis(), record.where()));
        byte[] value = record.value();
        digest.update(request.id().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(value == null ? new byte[0] : value);
        digest.update(words(truth.get()).getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }

    List<Labelled> joined() {
        return joined;
    }

    Map<String, Object> counts() {
        Map<String, Object> all = counts.asMap();
        firstMalformed.ifPresent(message -> all.put("first_malformed", message));
        return all;
    }

    /** Over ids, requests' bytes and truths of all that was joined, in order; to be asked for once. */
    String sha256() {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The same for equal truths: a map's own order differs from one JVM to the next. */
    private static String words(Truth truth) {
        return truth instanceof Truth.Relevance relevance
                ? new TreeMap<>(relevance.grades()).toString()
                : truth.toString();
    }
}
