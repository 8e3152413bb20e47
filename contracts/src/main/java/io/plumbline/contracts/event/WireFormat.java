package io.plumbline.contracts.event;

/** How a record's value is encoded, said by its {@code content-type} header. */
public enum WireFormat {
    JSON("application/json"),
    PROTOBUF("application/x-protobuf"),
    OCTET_STREAM("application/octet-stream");

    private final String contentType;

    WireFormat(String contentType) {
        this.contentType = contentType;
    }

    public String contentType() {
        return contentType;
    }
}
