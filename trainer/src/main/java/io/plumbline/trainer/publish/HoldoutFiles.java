package io.plumbline.trainer.publish;

import io.plumbline.contracts.codec.Json;
import io.plumbline.contracts.codec.LabelCodec;
import io.plumbline.contracts.event.Label;
import io.plumbline.contracts.event.WireFormat;
import io.plumbline.contracts.event.WireHeader;
import io.plumbline.contracts.event.WireMessage;
import io.plumbline.trainer.dataset.Example;
import io.plumbline.trainer.dataset.Partition;
import io.plumbline.trainer.state.DurableFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Writes the held-out part as files that can be produced to the topics: {@code requests.jsonl} and {@code labels.jsonl}, a
 * line for each item, in the same order.
 *
 * <p>A request's line has {@code key}, {@code contentType}, {@code headers} and the record's value: {@code value} if it is
 * JSON, else {@code base64}. A label's line has {@code key} and {@code value}.
 */
public final class HoldoutFiles {
    private final Requests requests;
    private final String model;
    private final LabelCodec labels = new LabelCodec();

    public HoldoutFiles(String model) {
        this.model = model;
        this.requests = new Requests(model);
    }

    /** Replaces both files; a file that cannot be written whole stays as it was. */
    public void write(Partition holdout, Path folder) {
        write(folder.resolve("requests.jsonl"), holdout, this::request);
        write(folder.resolve("labels.jsonl"), holdout, this::label);
    }

    private static void write(Path file, Partition holdout, Function<Example, Map<String, Object>> line) {
        DurableFile.write(file, out -> {
            for (Example example : holdout.examples()) {
                out.write(Json.write(line.apply(example)).getBytes(StandardCharsets.UTF_8));
                out.write('\n');
            }
        });
    }

    private Map<String, Object> request(Example example) {
        WireMessage message = requests.encode(example);
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("plumbline-model", model);
        for (WireHeader header : message.headers()) {
            if (header.value() != null && !header.name().equals("content-type")) {
                headers.put(header.name(), new String(header.value(), StandardCharsets.UTF_8));
            }
        }
        WireFormat format = requests.format(example);
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("key", example.id());
        line.put("contentType", format.contentType());
        line.put("headers", headers);
        byte[] body = requests.body(example);
        if (format == WireFormat.JSON) {
            line.put("value", Json.read(body));
        } else {
            line.put("base64", Base64.getEncoder().encodeToString(body));
        }
        return line;
    }

    private Map<String, Object> label(Example example) {
        Label label = new Label(example.id(), example.truth(), Optional.empty(), OptionalLong.empty());
        byte[] body = labels.encode(label, 0).value();
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("key", example.id());
        line.put("value", Json.read(body == null ? new byte[0] : body));
        return line;
    }
}
