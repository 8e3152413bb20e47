package io.plumbline.contracts.ops;

import java.io.IOException;
import java.io.Writer;

/** Writes a process's metrics in an exposition format. */
public interface MetricsWriter {
    /**
     * The format that suits the scraper.
     *
     * @param acceptHeader the request's {@code Accept}, "" if it has none
     */
    String contentType(String acceptHeader);

    void write(Writer out, String contentType) throws IOException;
}
