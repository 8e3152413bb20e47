package io.plumbline.contracts.event;

/** Names of the record headers that the topics' users agree on. */
public final class Headers {
    public static final String CONTENT_TYPE = "content-type";
    public static final String CLOUD_EVENT_PREFIX = "ce_";
    public static final String CLOUD_EVENT_ID = "ce_id";
    public static final String TRACE_PARENT = "traceparent";
    /**
     * On a request: when its answer is due, in milliseconds since the epoch, as 13 decimal digits. Anything else, a
     * duration for example, is no deadline: it is counted and the request is answered as if the header were not there.
     */
    public static final String DEADLINE = "x-deadline-ms";

    public static final String TRACE_STATE = "tracestate";
    public static final String MODEL = "plumbline-model";
    public static final String VERSION = "plumbline-version";
    public static final String CHECKPOINT = "plumbline-checkpoint";
    public static final String ROLE = "plumbline-role";
    public static final String SOURCE = "plumbline-source";
    /** On a dead letter that lost bytes to its size: how many its value had. */
    public static final String TRUNCATED = "plumbline-truncated";
    /** On a request that was sent again from the dead letters: how often so far, this time included. */
    public static final String REDRIVE_COUNT = "plumbline-redrive-count";
    /** On a request that was sent again: the dead letter it came from, {@code topic-partition-offset}. */
    public static final String REDRIVE_SOURCE = "plumbline-redrive-source";

    private Headers() {}
}
