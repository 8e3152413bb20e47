package io.plumbline.inference.stream;

import io.plumbline.contracts.event.Topics;
import io.plumbline.inference.control.AccessRights;
import io.plumbline.inference.control.AccessRights.Right;
import io.plumbline.inference.guard.AdminRetry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees that the brokers answer and the topics are there, and creates those that are not if it may. */
final class TopicCheck {
    private static final Logger log = LoggerFactory.getLogger(TopicCheck.class);

    private final StreamClients clients;
    private final Topics topics;
    private final boolean create;
    private final AdminRetry retry;
    private final AccessRights rights;

    /** @param retry asks again when the brokers say no for now */
    TopicCheck(StreamClients clients, Topics topics, boolean create, AdminRetry retry) {
        this.clients = clients;
        this.topics = topics;
        this.create = create;
        this.retry = retry;
        this.rights = clients.rights();
    }

    /** What is missing, or empty when everything is there. */
    Optional<String> trouble() {
        try (Admin admin = clients.admin()) {
            List<NewTopic> wanted = new ArrayList<>();
            for (String topic : List.of(topics.requests(), topics.predictions(), topics.deadLetters())) {
                wanted.add(new NewTopic(topic, Optional.empty(), Optional.empty()));
            }
            for (String topic : List.of(topics.control(), topics.status())) {
                wanted.add(new NewTopic(topic, Optional.of(1), Optional.empty())
                        .configs(Map.of("cleanup.policy", "compact")));
            }
            Looked looked = retry.call(() -> look(admin, wanted));
            if (!looked.denied().isEmpty()) {
                return Optional.of(rights.missing(looked.denied()));
            }
            List<NewTopic> missing = looked.missing();
            if (missing.isEmpty()) {
                return Optional.empty();
            }
            List<String> names = missing.stream().map(NewTopic::name).toList();
            if (!create) {
                return Optional.of("topics " + names + " do not exist on " + clients.bootstrapServers()
                        + "; create them, or set topics.create=true");
            }
            retry.call(() -> create(admin, missing));
            log.atInfo().addKeyValue("topics", names).log("topics created");
            return Optional.empty();
        } catch (InterruptException e) {
            return Optional.of("interrupted while waiting for " + clients.bootstrapServers());
        } catch (AuthorizationException e) {
            return Optional.of(mayNotCreate(e));
        } catch (KafkaException e) {
            return Optional.of(unreachable(e));
        }
    }

    /** What of the topics is not there; one that may not be seen is not said to be missing. */
    private record Looked(List<NewTopic> missing, List<Right> denied) {}

    private Looked look(Admin admin, List<NewTopic> wanted) {
        Looked looked = new Looked(new ArrayList<>(), new ArrayList<>());
        Map<String, KafkaFuture<TopicDescription>> described = admin.describeTopics(
                        wanted.stream().map(NewTopic::name).toList())
                .topicNameValues();
        for (NewTopic topic : wanted) {
            try {
                answer(Objects.requireNonNull(described.get(topic.name())));
            } catch (UnknownTopicOrPartitionException e) {
                looked.missing().add(topic);
            } catch (TopicAuthorizationException e) {
                rights.onTopic(topic.name()).ifPresent(looked.denied()::add);
            }
        }
        return looked;
    }

    private String mayNotCreate(Throwable cause) {
        return rights.principal() + " may not create the topics that are missing (" + cause.getMessage()
                + "); create them, or allow Create on the cluster";
    }

    /** @throws KafkaException what the future failed with */
    private static <T> T answer(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            // Sets the interrupt flag again.
            throw new InterruptException(e);
        }
    }

    /** Returns how many were missing. */
    private static int create(Admin admin, List<NewTopic> missing) {
        for (var created : admin.createTopics(missing).values().values()) {
            try {
                answer(created);
            } catch (TopicExistsException e) {
                log.atDebug().setCause(e).log("another instance was faster");
            }
        }
        return missing.size();
    }

    private String unreachable(Throwable cause) {
        return "brokers at " + clients.bootstrapServers() + " do not answer: " + rights.explain(cause);
    }
}
