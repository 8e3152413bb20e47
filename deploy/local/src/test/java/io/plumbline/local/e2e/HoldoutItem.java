package io.plumbline.local.e2e;

import io.plumbline.contracts.codec.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * One held-out request with its truth, as the trainer's {@code holdout} command wrote them.
 *
 * @param headers of the request's record, content type included
 * @param request the request record's value
 * @param label the label record's value as an object
 */
@SuppressWarnings("ArrayRecordComponent") // A record's value; never compared.
record HoldoutItem(String id, Map<String, String> headers, byte[] request, Map<String, Object> label) {
    /** @param requestLine of requests.jsonl; {@code labelLine} is the line of the same number of labels.jsonl */
    static HoldoutItem read(String requestLine, String labelLine) {
        Map<String, Object> request = Json.read(requestLine.getBytes(StandardCharsets.UTF_8));
        Map<String, Object> label = Json.read(labelLine.getBytes(StandardCharsets.UTF_8));
        if (!request.get("key").equals(label.get("key"))) {
            throw new IllegalStateException(
                    "request and label differ in their key: " + request.get("key") + ", " + label.get("key"));
        }
        Map<String, String> headers = new TreeMap<>();
        object(request.get("headers")).forEach((name, value) -> headers.put(name, String.valueOf(value)));
        headers.put("content-type", String.valueOf(request.get("contentType")));
        byte[] value = request.get("base64") instanceof String base64
                ? Base64.getDecoder().decode(base64)
                : bytes(object(request.get("value")));
        return new HoldoutItem(String.valueOf(request.get("key")), headers, value, object(label.get("value")));
    }

    /** The same request under another id, so that a small data set makes a long stream. */
    HoldoutItem renamed(String newId) {
        byte[] value = request;
        if (String.valueOf(headers.get("content-type")).equals("application/json")) {
            Map<String, Object> body = new LinkedHashMap<>(Json.read(request));
            body.put("id", newId);
            value = bytes(body);
        }
        Map<String, Object> truth = new LinkedHashMap<>(label);
        truth.put("id", newId);
        return new HoldoutItem(newId, headers, value, truth);
    }

    static byte[] bytes(Map<String, Object> body) {
        return Json.write(body).getBytes(StandardCharsets.UTF_8);
    }

    static Map<String, Object> object(Object value) {
        Map<String, Object> object = new LinkedHashMap<>();
        ((Map<?, ?>) value).forEach((name, field) -> object.put(String.valueOf(name), field));
        return object;
    }
}
