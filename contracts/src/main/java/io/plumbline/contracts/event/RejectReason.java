package io.plumbline.contracts.event;

import java.util.Locale;

/** Why a record can never be scored or counted; a closed list, so that it can label a metric. */
public enum RejectReason {
    /** The bytes are not what the content type says. */
    MALFORMED,
    /** A limit on depth, length or size was passed. */
    TOO_LARGE,
    /** There is no value, or nothing in it to score. */
    EMPTY,
    /** The content type, or a feature of the protocol, is one that is not spoken here. */
    UNSUPPORTED,
    /** A field that must be there is not. */
    MISSING_FIELD,
    /** A field holds another type than it must. */
    WRONG_TYPE,
    /** A tensor's element type is not the model's. */
    WRONG_DATATYPE,
    /** A tensor's shape is not the model's, or not that of its data. */
    WRONG_SHAPE,
    /** A number is NaN or infinite. */
    NON_FINITE_INPUT,
    /** No model of that name is served. */
    UNKNOWN_MODEL,
    /** Its deadline was past before a model could take it, and the service is told not to answer late. */
    EXPIRED,
    /** A label that the model's classes do not have, or that does not fit its task. */
    UNKNOWN_LABEL,
    /** The model fails on this record alone. */
    MODEL_FAILED,
    /** The model's answer is NaN or infinite. */
    NON_FINITE_OUTPUT;

    /** The name used in headers and as a metric's label value. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
