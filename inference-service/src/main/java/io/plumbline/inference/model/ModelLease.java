package io.plumbline.inference.model;

import java.util.concurrent.atomic.AtomicBoolean;

/** The right to use a model until this is closed; closing twice gives back once. */
public final class ModelLease implements AutoCloseable {
    private final LeasedModel leased;
    private final AtomicBoolean returned = new AtomicBoolean();

    ModelLease(LeasedModel leased) {
        this.leased = leased;
    }

    /** @throws IllegalStateException if the lease was returned: the session may be gone */
    public ServedModel model() {
        if (returned.get()) {
            throw new IllegalStateException(
                    "the lease of model '" + leased.model().model() + "' version '"
                            + leased.model().version() + "' was returned, expected it to be open");
        }
        return leased.model();
    }

    @Override
    public void close() {
        if (returned.compareAndSet(false, true)) {
            leased.giveBack();
        }
    }
}
