package io.plumbline.local.demo;

import io.plumbline.local.process.OrphanGuard;
import io.plumbline.local.process.ServiceFailedException;
import io.plumbline.local.process.ServiceProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The demo's child processes: none outlives the demo, however it ends. */
final class Children implements AutoCloseable {
    private final OrphanGuard guard = OrphanGuard.start();
    private final List<ServiceProcess> running = new ArrayList<>();
    private final List<ServiceProcess> services = new ArrayList<>();

    /** Takes over the end of a process. */
    ServiceProcess adopt(ServiceProcess child) {
        running.add(child);
        guard.watch(child);
        return child;
    }

    /**
     * Waits for a command that has to succeed, and returns its standard output.
     *
     * @throws ServiceFailedException if it does not
     */
    String result(ServiceProcess child, Duration limit) throws InterruptedException {
        String output = child.awaitOutput(limit);
        running.remove(child);
        guard.forget(child);
        return output;
    }

    /** Takes over a process that shall run as long as the demo does. */
    ServiceProcess adoptService(ServiceProcess child) {
        services.add(child);
        return adopt(child);
    }

    /** @throws ServiceFailedException if a service does not run any more */
    void checkRunning() {
        for (ServiceProcess service : services) {
            if (!service.isAlive()) {
                throw service.failure("ended while the demo runs");
            }
        }
    }

    @Override
    public void close() {
        // All at once first: each takes its time to finish what is in flight.
        running.forEach(ServiceProcess::askToStop);
        running.forEach(ServiceProcess::close);
        running.clear();
        guard.close();
    }
}
