package io.plumbline.contracts.control;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What one instance really runs of one model: the value on the status topic, keyed by {@code model/instance}.
 *
 * @param generation the newest desired state that this report answers
 * @param versions what is loaded now, champion first
 * @param device {@code cpu} or {@code cuda:N}
 * @param reason why the instance refused or is still loading; may be empty
 * @param served from where on the last few generations answered here, newest first; one that has answered nothing is not
 *     among them
 */
public record InstanceStatus(
        String instance,
        String model,
        long generation,
        State state,
        List<String> versions,
        String device,
        String reason,
        List<ServedFrom> served) {
    /** A report before anything was answered. */
    public InstanceStatus(
            String instance,
            String model,
            long generation,
            State state,
            List<String> versions,
            String device,
            String reason) {
        this(instance, model, generation, state, versions, device, reason, List.of());
    }

    /** Where the instance stands on its way to the desired state. */
    public enum State {
        LOADING,
        SERVING,
        REFUSED;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<State> labelled(String label) {
            for (State state : values()) {
                if (state.label().equals(label)) {
                    return Optional.of(state);
                }
            }
            return Optional.empty();
        }
    }

    public InstanceStatus {
        versions = List.copyOf(versions);
        served = List.copyOf(served);
    }

    /** The same report with newer marks. */
    public InstanceStatus withServed(List<ServedFrom> newer) {
        return new InstanceStatus(instance, model, generation, state, versions, device, reason, newer);
    }

    /** The record's key on the status topic. */
    public String key() {
        return model + "/" + instance;
    }
}
