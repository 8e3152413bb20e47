package io.plumbline.inference.doctor;

import io.plumbline.contracts.control.DesiredState;
import io.plumbline.contracts.event.Topics;
import io.plumbline.contracts.kafka.KafkaLink;
import io.plumbline.inference.control.AccessRights;
import io.plumbline.inference.control.AccessRights.Right;
import io.plumbline.inference.control.PatientControl;
import io.plumbline.inference.control.StatusFeed;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What the brokers must offer: that they answer, have the topics and allow what an instance does, and that nobody else
 * holds its place. Nothing is written.
 */
public final class BrokerChecks {
    private static final int CONNECT_MILLIS = 2000;
    private static final Duration SKEW = Duration.ofSeconds(2);
    private static final Duration LONG_OPEN = Duration.ofMinutes(1);

    private final KafkaLink link;
    private final Topics topics;
    private final String groupId;
    private final String transactionalId;
    private final boolean createsTopics;
    private final AccessRights rights;
    private final Clock clock;
    private final List<Finding> findings = new ArrayList<>();
    private Map<String, DesiredState> desired = Map.of();

    /** @param createsTopics whether an instance makes the topics that are missing */
    public BrokerChecks(
            KafkaLink link, Topics topics, String groupId, String transactionalId, boolean createsTopics, Clock clock) {
        this.link = link;
        this.topics = topics;
        this.groupId = groupId;
        this.transactionalId = transactionalId;
        this.createsTopics = createsTopics;
        this.rights = AccessRights.ofInstance(link, topics, groupId, Optional.of(transactionalId));
        this.clock = clock;
    }

    /** What the control topic wants served, as far as it could be read by {@link #run}. */
    public Map<String, DesiredState> desired() {
        return desired;
    }

    /** Runs all checks; when the brokers do not answer, that is the only finding. */
    public List<Finding> run() throws InterruptedException {
        List<String> silent = silentAddresses();
        if (silent.size() == addresses().size()) {
            findings.add(Finding.fail(
                    "brokers",
                    "nobody listens: " + String.join("; ", silent),
                    "start the brokers, or set bootstrap.servers"));
            return findings;
        }
        try (Admin admin =
                Admin.create(link.admin(Map.of("default.api.timeout.ms", "5000", "request.timeout.ms", "4000")))) {
            if (reachable(admin)) {
                transactions(admin);
                Map<String, TopicDescription> described = topics(admin);
                partitions(described);
                groupRight(admin);
                slot(admin);
                if (described.containsKey(topics.control())) {
                    control();
                }
                if (described.containsKey(topics.status())) {
                    clock();
                }
            }
        } catch (KafkaException e) {
            findings.add(Finding.fail(
                    "brokers",
                    "clients cannot be made: " + rights.explain(e.getCause() == null ? e : e.getCause()),
                    "correct the kafka.* properties"));
        }
        return findings;
    }

    private List<String> addresses() {
        return Arrays.stream(link.bootstrapServers().split(","))
                .map(String::trim)
                .toList();
    }

    /** A client would try for long and then not say which address it was. */
    private List<String> silentAddresses() {
        List<String> silent = new ArrayList<>();
        for (String address : addresses()) {
            int colon = address.lastIndexOf(':');
            try (Socket socket = new Socket()) {
                int port = Integer.parseInt(address.substring(colon + 1));
                socket.connect(new InetSocketAddress(address.substring(0, Math.max(0, colon)), port), CONNECT_MILLIS);
            } catch (IOException | IllegalArgumentException e) {
                String why = e instanceof UnknownHostException ? "unknown host" : String.valueOf(e.getMessage());
                silent.add(address + " (" + (e instanceof IOException ? why : "expected host:port") + ")");
            }
        }
        return silent;
    }

    private boolean reachable(Admin admin) throws InterruptedException {
        try {
            var cluster = admin.describeCluster();
            findings.add(Finding.ok(
                    "brokers",
                    cluster.nodes().get().size() + " at " + link.bootstrapServers() + ", cluster "
                            + cluster.clusterId().get()));
            return true;
        } catch (ExecutionException e) {
            findings.add(Finding.fail(
                    "brokers",
                    "brokers at " + link.bootstrapServers() + " do not answer: " + rights.explain(cause(e)),
                    "start them, or set bootstrap.servers and kafka.security.protocol to how they listen"));
            return false;
        }
    }

    private void transactions(Admin admin) throws InterruptedException {
        try {
            FinalizedVersionRange range = admin.describeFeatures()
                    .featureMetadata()
                    .get()
                    .finalizedFeatures()
                    .get("transaction.version");
            int version = range == null ? 0 : range.maxVersionLevel();
            findings.add(
                    version >= 2
                            ? Finding.ok("transactions", "transaction.version is " + version)
                            : Finding.warn(
                                    "transactions",
                                    "transaction.version is " + version,
                                    "upgrade it to 2 (kafka-features), so that a late request cannot end a later transaction"));
        } catch (ExecutionException e) {
            findings.add(Finding.warn("transactions", "cannot be told: " + rights.explain(cause(e)), ""));
        }
    }

    /** Looks at each topic, and at what the principal may do with it; returns those that are there. */
    private Map<String, TopicDescription> topics(Admin admin) throws InterruptedException {
        List<String> names = List.of(
                topics.requests(),
                topics.predictions(),
                topics.deadLetters(),
                topics.control(),
                topics.status(),
                topics.labels());
        Map<String, KafkaFuture<TopicDescription>> answers = admin.describeTopics(
                        names, new DescribeTopicsOptions().includeAuthorizedOperations(true))
                .topicNameValues();
        Map<String, TopicDescription> there = new TreeMap<>();
        for (String name : names) {
            boolean labels = name.equals(topics.labels());
            try {
                TopicDescription topic =
                        Objects.requireNonNull(answers.get(name)).get();
                there.put(name, topic);
                if (!labels) {
                    right(name, topic.authorizedOperations() == null ? List.of() : topic.authorizedOperations());
                }
            } catch (ExecutionException e) {
                if (labels) {
                    continue; // The evaluator's, and the evaluator says so.
                }
                if (cause(e) instanceof UnknownTopicOrPartitionException) {
                    findings.add(
                            createsTopics
                                    ? Finding.warn("topic", name + " does not exist", "an instance will create it")
                                    : Finding.fail(
                                            "topic", name + " does not exist", "create it, or set topics.create=true"));
                } else {
                    String why = cause(e) instanceof TopicAuthorizationException
                            ? rights.missing(rights.onTopic(name).stream().toList())
                            : rights.explain(cause(e));
                    findings.add(Finding.fail("topic", name + ": " + why, ""));
                }
            }
        }
        return there;
    }

    private void right(String topic, Iterable<AclOperation> allowed) {
        Right needed = rights.onTopic(topic).orElseThrow();
        for (AclOperation operation : allowed) {
            if (operation.name().equalsIgnoreCase(needed.operation()) || operation == AclOperation.ALL) {
                findings.add(Finding.ok("topic", topic + " is there, " + rights.principal() + " may " + operation));
                return;
            }
        }
        findings.add(Finding.fail("topic", topic + ": " + rights.missing(List.of(needed)), ""));
    }

    private void partitions(Map<String, TopicDescription> described) {
        TopicDescription predictions = described.get(topics.predictions());
        TopicDescription labels = described.get(topics.labels());
        if (predictions != null && labels != null) {
            int left = predictions.partitions().size();
            int right = labels.partitions().size();
            findings.add(
                    left == right
                            ? Finding.ok("partitions", "predictions and labels have " + left + " each")
                            : Finding.fail(
                                    "partitions",
                                    topics.predictions() + " has " + left + ", " + topics.labels() + " has " + right,
                                    "give them the same count before there are records, the evaluator joins them"));
        }
        TopicDescription requests = described.get(topics.requests());
        if (requests != null) {
            findings.add(Finding.ok(
                    "instances",
                    "up to " + requests.partitions().size()
                            + " instances share the work: one per partition of requests"));
        }
    }

    private void groupRight(Admin admin) throws InterruptedException {
        try {
            var answers = admin.describeConsumerGroups(
                            List.of(groupId), new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
                    .describedGroups();
            var group = Objects.requireNonNull(answers.get(groupId)).get();
            findings.add(Finding.ok("group", groupId + " has " + group.members().size() + " members"));
        } catch (ExecutionException e) {
            findings.add(
                    cause(e) instanceof GroupIdNotFoundException
                            ? Finding.ok("group", groupId + " is new")
                            : Finding.fail("group", groupId + ": " + rights.explain(cause(e)), ""));
        }
    }

    /** Whether the transactional id may be used, and is not stuck. */
    private void slot(Admin admin) throws InterruptedException {
        String check = "transactional id";
        try {
            TransactionDescription transaction = admin.describeTransactions(List.of(transactionalId))
                    .description(transactionalId)
                    .get();
            String found = transactionalId + " is " + transaction.state();
            Duration open = transaction.transactionStartTimeMs().isPresent()
                    ? Duration.between(
                            Instant.ofEpochMilli(
                                    transaction.transactionStartTimeMs().getAsLong()),
                            clock.instant())
                    : Duration.ZERO;
            findings.add(
                    open.compareTo(LONG_OPEN) > 0
                            ? Finding.warn(
                                    check,
                                    found + " for " + open.toSeconds() + " s, readers wait for it",
                                    "start the instance again: taking the id ends what it left open")
                            : Finding.ok(check, found));
        } catch (ExecutionException e) {
            findings.add(
                    cause(e) instanceof TransactionalIdNotFoundException
                            ? Finding.ok(check, transactionalId + " is new")
                            : Finding.fail(check, transactionalId + ": " + rights.explain(cause(e)), ""));
        }
    }

    private void control() {
        try {
            desired = PatientControl.of(link, topics).states();
            findings.add(
                    desired.isEmpty()
                            ? Finding.warn("control", "no model shall be served", "plumbline model swap MODEL VERSION")
                            : Finding.ok("control", "models to serve: " + desired.keySet()));
        } catch (KafkaException e) {
            findings.add(
                    Finding.fail("control", topics.control() + " cannot be read: " + rights.explain(e), "see above"));
        }
    }

    /** The newest status tells another machine's time, or the brokers' where they stamp records. */
    private void clock() {
        try (StatusFeed feed = new StatusFeed(link, topics, clock)) {
            Optional<Instant> newest =
                    feed.readToEnd().stream().map(StatusFeed.Report::at).max(Instant::compareTo);
            Duration ahead =
                    newest.map(at -> Duration.between(clock.instant(), at)).orElse(Duration.ZERO);
            findings.add(
                    ahead.compareTo(SKEW) > 0
                            ? Finding.warn(
                                    "clock",
                                    "a status was written " + ahead.toSeconds() + " s in this machine's future",
                                    "synchronize the clocks (NTP): latencies and lateness are told from timestamps")
                            : Finding.ok("clock", "nothing was written in this machine's future"));
        } catch (KafkaException e) {
            // An instance need not read the status topic, so that it may well be denied.
            findings.add(Finding.warn("clock", "cannot be told: " + rights.explain(e), ""));
        }
    }

    private static Throwable cause(ExecutionException e) {
        return e.getCause() == null ? e : e.getCause();
    }
}
