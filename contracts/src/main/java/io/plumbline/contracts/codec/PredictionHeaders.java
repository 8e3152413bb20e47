package io.plumbline.contracts.codec;

import io.plumbline.contracts.event.Headers;
import io.plumbline.contracts.event.Prediction;
import io.plumbline.contracts.event.Role;
import io.plumbline.contracts.event.WireFormat;
import io.plumbline.contracts.event.WireHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A prediction's headers. All but its source are the same for every prediction of a version in a role, so they are
 * encoded once.
 *
 * <p>Threads: any number of callers.
 */
final class PredictionHeaders {
    /** Far more versions than serve at once; a reader of many old ones starts anew rather than grow. */
    private static final int MOST_REMEMBERED = 256;

    private final Map<Constant, List<WireHeader>> remembered = new ConcurrentHashMap<>();

    private record Constant(String model, String version, String checkpoint, Role role, WireFormat format) {}

    List<WireHeader> of(Prediction prediction, WireFormat format) {
        Constant constant = new Constant(
                prediction.model(), prediction.version(), prediction.checkpoint(), prediction.role(), format);
        List<WireHeader> head = remembered.get(constant);
        if (head == null) {
            if (remembered.size() >= MOST_REMEMBERED) {
                remembered.clear();
            }
            head = encode(constant);
            remembered.put(constant, head);
        }
        List<WireHeader> headers =
                new ArrayList<>(head.size() + 1 + prediction.forwarded().size());
        headers.addAll(head);
        headers.add(WireHeader.of(Headers.SOURCE, prediction.source()));
        for (WireHeader header : prediction.forwarded()) {
            if (RecordFields.isForwarded(header)) {
                headers.add(header);
            }
        }
        return headers;
    }

    private static List<WireHeader> encode(Constant constant) {
        return List.of(
                WireHeader.of(Headers.CONTENT_TYPE, constant.format().contentType()),
                WireHeader.of(Headers.MODEL, constant.model()),
                WireHeader.of(Headers.VERSION, constant.version()),
                WireHeader.of(Headers.CHECKPOINT, constant.checkpoint()),
                WireHeader.of(Headers.ROLE, constant.role().label()));
    }
}
