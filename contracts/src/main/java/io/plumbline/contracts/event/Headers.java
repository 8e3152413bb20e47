package io.plumbline.contracts.event;

/** Names of the record headers that the topics' users agree on. */
public final class Headers {
    public static final String CONTENT_TYPE = "content-type";
    public static final String CLOUD_EVENT_PREFIX = "ce_";
    public static final String CLOUD_EVENT_ID = "ce_id";
    public static final String TRACE_PARENT = "traceparent";
    public static final String MODEL = "plumbline-model";
    public static final String VERSION = "plumbline-version";
    public static final String CHECKPOINT = "plumbline-checkpoint";
    public static final String ROLE = "plumbline-role";
    public static final String SOURCE = "plumbline-source";

    private Headers() {}
}
