package io.plumbline.inference.control;

import io.plumbline.contracts.event.Topics;
import io.plumbline.contracts.kafka.ControlClient;
import io.plumbline.contracts.kafka.KafkaLink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;

/**
 * What somebody must be allowed on the brokers, and the words for what he is not.
 *
 * <p>Reading and writing bring the right to describe with them, and who may write to any topic may do so idempotently;
 * so these are all. Source: Kafka documentation, "Authorization and ACLs", operations and resources on protocols.
 *
 * @param principal who it is, as far as the client's configuration tells
 * @param all what is needed
 */
public record AccessRights(String principal, List<Right> all) {
    private static final Pattern USER = Pattern.compile("\\busername\\s*=\\s*[\"']?([^\"';\\s]+)");

    /** On what a right is given; named as {@code kafka-acls} names its options. */
    public enum Resource {
        TOPIC("topic"),
        GROUP("group"),
        TRANSACTIONAL_ID("transactional-id");

        private final String option;

        Resource(String option) {
            this.option = option;
        }

        public String option() {
            return option;
        }
    }

    /** @param operation {@code Read}, {@code Write} or {@code Create}, as {@code kafka-acls} names it */
    public record Right(Resource resource, String name, String operation) {
        /** As a person says it. */
        @Override
        public String toString() {
            return operation + " on " + resource.option().replace('-', ' ') + " '" + name + "'";
        }
    }

    public AccessRights {
        all = List.copyOf(all);
    }

    /**
     * What a running instance needs.
     *
     * @param transactionalId empty where it delivers at least once
     */
    public static AccessRights ofInstance(
            KafkaLink link, Topics topics, String groupId, Optional<String> transactionalId) {
        List<Right> rights = new ArrayList<>(List.of(
                new Right(Resource.TOPIC, topics.requests(), "Read"),
                new Right(Resource.TOPIC, topics.predictions(), "Write"),
                new Right(Resource.TOPIC, topics.deadLetters(), "Write"),
                new Right(Resource.TOPIC, topics.control(), "Read"),
                new Right(Resource.TOPIC, topics.status(), "Write"),
                new Right(Resource.GROUP, groupId, "Read")));
        transactionalId.ifPresent(id -> rights.add(new Right(Resource.TRANSACTIONAL_ID, id, "Write")));
        return new AccessRights(principal(link.overrides()), rights);
    }

    /** What looking at what runs needs. */
    public static AccessRights ofOnlooker(KafkaLink link, Topics topics) {
        return new AccessRights(
                principal(link.overrides()),
                List.of(
                        new Right(Resource.TOPIC, topics.control(), "Read"),
                        new Right(Resource.TOPIC, topics.status(), "Read"),
                        new Right(Resource.TOPIC, topics.deadLetters(), "Read"),
                        new Right(Resource.TOPIC, topics.redrives(), "Read")));
    }

    /** What changing what a model runs needs. */
    public static AccessRights ofOperator(KafkaLink link, Topics topics, String model) {
        return new AccessRights(
                principal(link.overrides()),
                List.of(
                        new Right(Resource.TOPIC, topics.control(), "Read"),
                        new Right(Resource.TOPIC, topics.control(), "Write"),
                        new Right(Resource.TOPIC, topics.status(), "Read"),
                        new Right(Resource.TRANSACTIONAL_ID, ControlClient.transactionalId(topics, model), "Write")));
    }

    private static String principal(Map<String, String> client) {
        String protocol = client.getOrDefault("security.protocol", "PLAINTEXT");
        if (protocol.startsWith("SASL")) {
            Matcher user = USER.matcher(client.getOrDefault("sasl.jaas.config", ""));
            return user.find() ? "User:" + user.group(1) : "the principal that this client logs in as";
        }
        return protocol.equals("SSL") ? "the principal of this client's certificate" : "User:ANONYMOUS";
    }

    /** What went wrong: who lacks which right, if the brokers said no for that; else the failure's own message. */
    public String explain(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            List<Right> missing = new ArrayList<>();
            if (cause instanceof TopicAuthorizationException denied) {
                for (String topic : new TreeSet<>(denied.unauthorizedTopics())) {
                    missing.addAll(on(Resource.TOPIC, topic));
                }
            } else if (cause instanceof GroupAuthorizationException) {
                all.stream().filter(right -> right.resource() == Resource.GROUP).forEach(missing::add);
            } else if (cause instanceof TransactionalIdAuthorizationException) {
                all.stream()
                        .filter(right -> right.resource() == Resource.TRANSACTIONAL_ID)
                        .forEach(missing::add);
            }
            if (!missing.isEmpty()) {
                return missing(missing);
            }
        }
        return denied(failure) && !(failure instanceof AuthorizationException)
                ? principal + " cannot log in: " + failure.getMessage()
                : String.valueOf(failure.getMessage());
    }

    /** Whether the brokers said no, to who somebody is or to what he wants. */
    public static boolean denied(Throwable failure) {
        return failure instanceof AuthorizationException || failure instanceof AuthenticationException;
    }

    /** That the principal lacks these rights, and how they are given. */
    public String missing(List<Right> rights) {
        StringBuilder text = new StringBuilder(principal + " needs ");
        for (int i = 0; i < rights.size(); i++) {
            text.append(i == 0 ? "" : i < rights.size() - 1 ? ", " : " and ").append(rights.get(i));
        }
        Right first = rights.get(0);
        return text + "; give it with: kafka-acls --add --allow-principal '" + principal + "' --operation "
                + first.operation() + " --" + first.resource().option() + " " + first.name();
    }

    private List<Right> on(Resource resource, String name) {
        List<Right> needed = all.stream()
                .filter(right -> right.resource() == resource && right.name().equals(name))
                .toList();
        return needed.isEmpty() ? List.of(new Right(resource, name, "Describe")) : needed;
    }

    /** What is needed on one topic. */
    public Optional<Right> onTopic(String name) {
        return on(Resource.TOPIC, name).stream().findFirst();
    }
}
