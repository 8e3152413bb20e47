package io.plumbline.inference.control;

import io.plumbline.contracts.event.Topics;
import io.plumbline.contracts.kafka.ControlClient;
import io.plumbline.contracts.kafka.KafkaLink;
import io.plumbline.inference.guard.AdminRetry;
import io.plumbline.inference.guard.RetryConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The control topic for an operator: brokers that say no for now are asked again. */
public final class PatientControl {
    private static final Logger log = LoggerFactory.getLogger(PatientControl.class);

    private PatientControl() {}

    public static ControlClient of(KafkaLink link, Topics topics) {
        AdminRetry retry =
                new AdminRetry(RetryConfig.ADMIN, BrokerTrouble::passing, (name, result, tries) -> log.atDebug()
                        .addKeyValue("result", result.label())
                        .addKeyValue("tries", tries)
                        .log("brokers were asked again"));
        return new ControlClient(link, topics, retry::call);
    }
}
