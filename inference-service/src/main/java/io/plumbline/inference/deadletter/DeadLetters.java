package io.plumbline.inference.deadletter;

import io.plumbline.contracts.event.Topics;
import io.plumbline.contracts.kafka.KafkaLink;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the dead letters of one pipeline for an operator. */
public final class DeadLetters {
    private final KafkaLink link;
    private final Topics topics;

    public DeadLetters(KafkaLink link, Topics topics) {
        this.link = link;
        this.topics = topics;
    }

    /** Hands over every matching letter that is there now, in offset order within a partition. */
    public void read(LetterFilter filter, java.util.function.Consumer<Letter> sink) {
        try (LetterReader reader = new LetterReader(link, topics.deadLetters())) {
            reader.read(reader.ranges(filter), filter, sink);
        }
    }

    /** One letter, or empty when there is none at that position (any more). */
    public Optional<Letter> find(Position position) {
        try (LetterReader reader = new LetterReader(link, topics.deadLetters())) {
            return reader.find(position);
        }
    }

    /** How often each of these was sent again; those that never were are left out. */
    public Map<Position, Integer> redriven(Collection<Position> positions) {
        Set<Position> asked = new HashSet<>(positions);
        Map<Position, Integer> redriven = new HashMap<>();
        if (!asked.isEmpty()) {
            new RedriveLog(link, topics).read((position, times) -> {
                if (asked.contains(position)) {
                    redriven.put(position, times);
                }
            });
        }
        return redriven;
    }
}
