package io.plumbline.contracts.ops;

import java.net.URI;

/** Answers questions with JSON. Threads: any number at a time. */
@FunctionalInterface
public interface JsonApi {
    /** @param question path and query as they were asked */
    Answer answer(URI question);

    /** @param status of HTTP: 200, or an error whose JSON says in a sentence what to do */
    record Answer(int status, String json) {}
}
