package io.plumbline.broker;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionState;

/**
 * What the brokers know of transactions.
 *
 * <p>{@code commitTransaction} and {@code abortTransaction} return once the coordinator has written down how it ends. The
 * markers reach the partitions after that, and until they do a {@code read_committed} consumer sees nothing of it, nor of
 * what was written behind it.
 */
public final class Transactions {
    private static final Set<TransactionState> ENDING =
            Set.of(TransactionState.PREPARE_COMMIT, TransactionState.PREPARE_ABORT);
    private static final int PAUSE_MILLIS = 10;

    private final String bootstrapServers;
    private final Duration patience;

    public Transactions(String bootstrapServers) {
        this(bootstrapServers, Duration.ofMinutes(1));
    }

    /** @param patience the longest that one wait may take */
    public Transactions(String bootstrapServers, Duration patience) {
        this.bootstrapServers = bootstrapServers;
        this.patience = patience;
    }

    /**
     * Returns once every transaction that was told to end has ended for readers too; one that is still open is not waited
     * for.
     *
     * @param idPrefix how the ids begin of those that are waited for
     * @throws IllegalStateException if that takes too long, or the brokers cannot be asked
     */
    public void awaitEnded(String idPrefix) {
        long began = System.nanoTime();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            while (!ids(admin, idPrefix).isEmpty()) {
                if (System.nanoTime() - began > patience.toNanos()) {
                    throw new IllegalStateException(
                            "transactions " + ids(admin, idPrefix) + " have not ended within " + patience);
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while transactions end", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("transactions cannot be listed on " + bootstrapServers, e);
        }
    }

    private Collection<String> ids(Admin admin, String idPrefix)
            throws ExecutionException, InterruptedException, TimeoutException {
        return admin
                .listTransactions(new ListTransactionsOptions().filterStates(ENDING))
                .all()
                .get(patience.toMillis(), TimeUnit.MILLISECONDS)
                .stream()
                .map(listing -> listing.transactionalId())
                .filter(id -> id.startsWith(idPrefix))
                .toList();
    }
}
