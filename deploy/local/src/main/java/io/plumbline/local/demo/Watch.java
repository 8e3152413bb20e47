package io.plumbline.local.demo;

import io.plumbline.local.scrape.MetricsPage;
import java.io.IOException;
import java.time.Duration;

/** Reads both services' metrics, again and again, and shows them. */
final class Watch {
    private final DemoTask task;
    private final MetricsPage inference;
    private final MetricsPage evaluator;
    private final Traffic traffic;
    private final Screen screen;
    private final LiveTable table;
    private Reading last;
    private long lastNanos = System.nanoTime();

    Watch(DemoTask task, Services.Running inference, Services.Running evaluator, Traffic traffic, Screen screen) {
        this.task = task;
        this.inference = new MetricsPage(inference.address("/metrics"));
        this.evaluator = new MetricsPage(evaluator.address("/metrics"));
        this.traffic = traffic;
        this.screen = screen;
        this.table = new LiveTable(task);
        this.last = Reading.none(task.model());
    }

    /** Takes a reading and shows it beside the one before. */
    Reading look(String stage) throws IOException, InterruptedException {
        Reading now = Reading.of(task.model(), inference.read(), evaluator.read());
        long nowNanos = System.nanoTime();
        screen.show(table.lines(stage, traffic.sent(), last, now, Duration.ofNanos(nowNanos - lastNanos)));
        last = now;
        lastNanos = nowNanos;
        return now;
    }

    /** The latest reading. */
    Reading last() {
        return last;
    }
}
