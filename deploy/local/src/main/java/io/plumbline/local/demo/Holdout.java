package io.plumbline.local.demo;

import io.plumbline.local.produce.EventFile;
import io.plumbline.local.produce.EventLine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The data that no training sees, as requests and their labels; more of it than there is comes round again. */
final class Holdout {
    private final List<EventLine> requests;
    private final List<EventLine> labels;

    private Holdout(List<EventLine> requests, List<EventLine> labels) {
        this.requests = requests;
        this.labels = labels;
    }

    /** A request and its truth, under one id. */
    record Pair(EventLine request, EventLine label) {}

    /** Reads {@code requests.jsonl} and {@code labels.jsonl}, which have the same ids in the same order. */
    static Holdout read(Path folder) throws IOException {
        List<EventLine> requests = EventFile.readAll(folder.resolve("requests.jsonl"));
        List<EventLine> labels = EventFile.readAll(folder.resolve("labels.jsonl"));
        if (requests.isEmpty() || requests.size() != labels.size()) {
            throw new IOException(folder + " has " + requests.size() + " requests and " + labels.size()
                    + " labels, expected as many of both");
        }
        return new Holdout(requests, labels);
    }

    int items() {
        return requests.size();
    }

    /** The pair of a position; in the second round ids end with {@code ~2}, and so on. */
    Pair pair(long position) {
        int item = (int) (position % items());
        long round = position / items() + 1;
        EventLine request = requests.get(item);
        EventLine label = labels.get(item);
        if (round == 1) {
            return new Pair(request, label);
        }
        String id = request.key() + "~" + round;
        return new Pair(request.withId(id), label.withId(id));
    }
}
