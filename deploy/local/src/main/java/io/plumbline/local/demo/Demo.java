package io.plumbline.local.demo;

import io.plumbline.broker.BrokerConfig;
import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.broker.PlumblineTopics;
import io.plumbline.contracts.event.Topics;
import io.plumbline.local.process.ProjectLayout;
import io.plumbline.local.process.ServiceProcess;
import io.plumbline.local.produce.EventSender;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the whole pipeline once: a quick first network serves held-out data while a better one is trained and then
 * swapped in under load.
 *
 * <p>The broker runs in this JVM, everything else as the processes that production runs. Interrupting the calling thread
 * ends the demo in order.
 */
public final class Demo {
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final int PARTITIONS = 3;

    private final Logger log = LoggerFactory.getLogger(Demo.class);
    private final DemoOptions options;
    private final ProjectLayout layout;
    private final DemoFolder folder;
    private final Screen screen;
    private final long startedNanos = System.nanoTime();

    /**
     * @param folder created by the caller, who closes it when the demo is over
     * @param err where the demo shows how it goes
     * @param terminal whether {@code err} is a terminal, where the table is redrawn in place
     */
    public Demo(DemoOptions options, ProjectLayout layout, DemoFolder folder, PrintWriter err, boolean terminal) {
        this.options = options;
        this.layout = layout;
        this.folder = folder;
        this.screen = new Screen(err, terminal);
    }

    /**
     * Runs until all records are joined, or until {@code stop} is done.
     *
     * @throws InterruptedException if it is interrupted before there was anything to sum up
     * @throws NotReadyException if records are still not joined long after the last one was sent
     */
    public DemoSummary run(Future<?> stop) throws IOException, InterruptedException {
        // Closed from the last to the first: the services finish what is in flight while there is a broker.
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerConfig.onFreePort(folder.broker()));
                Children children = new Children()) {
            try {
                return run(broker, children, stop);
            } finally {
                // The interruption has done its work; closing may take its time.
                boolean interrupted = Thread.interrupted();
                log.atInfo().addKeyValue("interrupted", interrupted).log("demo ends");
            }
        }
    }

    private DemoSummary run(EmbeddedBroker broker, Children children, Future<?> stop)
            throws IOException, InterruptedException {
        Topics topics = Topics.standard();
        broker.createTopics(PlumblineTopics.all(topics.prefix(), PARTITIONS));
        Services services = new Services(layout, folder, children);
        Prepared prepared = prepare(services, broker.bootstrapServers());
        Holdout holdout = Holdout.read(folder.holdout());
        TrafficPlan plan = new TrafficPlan(options.records(), options.ratePerSecond());
        try (EventSender sender = new EventSender(broker.bootstrapServers(), Map.of());
                Traffic traffic = new Traffic(sender, topics, holdout, plan)) {
            traffic.start();
            HotSwap swap = new HotSwap(options.task(), services, broker.bootstrapServers());
            Watch watch = new Watch(options.task(), prepared.inference(), prepared.evaluator(), traffic, screen);
            return new Session(options, children, broker, traffic, swap, watch).run(stop, startedNanos);
        }
    }

    /** Both services, ready, the first champion among them. */
    private record Prepared(Services.Running inference, Services.Running evaluator) {}

    private Prepared prepare(Services services, String bootstrapServers) throws IOException, InterruptedException {
        DemoTask task = options.task();
        screen.say("broker " + bootstrapServers + ", logs in " + folder.logs());
        screen.say("training a first network: " + task.firstExperiment());
        ServiceProcess training = services.trainTalking(task.firstExperiment());
        Services.Running evaluator = services.evaluator(bootstrapServers);
        Services.Running inference = services.inference(bootstrapServers);
        String version = services.trainedVersion(training);
        ServiceProcess export = services.holdout(task.firstExperiment());
        // Alive now, ready with its first model: without one it has nothing to answer with.
        inference.process().awaitReady(inference.address("/healthz"), START_LIMIT);
        services.await(services.swap(task.model(), version, bootstrapServers));
        inference.process().awaitReady(inference.address("/readyz"), START_LIMIT);
        services.await(export);
        evaluator.process().awaitReady(evaluator.address("/readyz"), START_LIMIT);
        screen.say("serving " + task.model() + " " + version + ", metrics on " + inference.address("/metrics") + " and "
                + evaluator.address("/metrics"));
        return new Prepared(inference, evaluator);
    }
}
