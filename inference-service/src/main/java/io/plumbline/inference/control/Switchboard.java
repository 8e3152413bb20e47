package io.plumbline.inference.control;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Hands a new serving table from the loader thread to the poll thread, which takes it between two batches.
 *
 * <p>Threads: {@link #propose} from the loader, {@link #switchNow} from the poll thread, {@link #current} from any.
 */
public final class Switchboard {
    private final AtomicReference<@Nullable Proposal> proposed = new AtomicReference<>();
    private final ServingMarks marks = new ServingMarks();
    private volatile ServingTable current = ServingTable.EMPTY;

    private record Proposal(ServingTable table, CompletableFuture<ServingTable> taken) {}

    /** Offers a table; the future completes with the one it replaced, once no new batch can use that any more. */
    CompletableFuture<ServingTable> propose(ServingTable table) {
        Proposal proposal = new Proposal(table, new CompletableFuture<>());
        Proposal passedOver = proposed.getAndSet(proposal);
        if (passedOver != null) {
            passedOver.taken().cancel(false);
        }
        return proposal.taken();
    }

    /** Takes what was offered, if anything; called between two batches by the thread that forms them. */
    public boolean switchNow() {
        Proposal proposal = proposed.getAndSet(null);
        if (proposal == null) {
            return false;
        }
        ServingTable replaced = current;
        current = proposal.table();
        proposal.taken().complete(replaced);
        return true;
    }

    /** Where the poll thread notes what each table's rosters were handed. */
    public ServingMarks marks() {
        return marks;
    }

    public ServingTable current() {
        return current;
    }
}
