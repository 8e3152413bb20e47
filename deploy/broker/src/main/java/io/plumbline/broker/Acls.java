package io.plumbline.broker;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** What the users of a secured broker may do. Each change returns once the broker does as told. */
public final class Acls {
    private static final int SECONDS = 60;
    private static final int ATTEMPTS = 500;
    private static final int PAUSE_MILLIS = 10;

    private final String bootstrapServers;

    /** @param bootstrapServers where everybody may do everything */
    public Acls(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /** Lets a user do something from any host. */
    public void allow(String user, ResourceType type, String resource, AclOperation operation) {
        AclBinding binding = binding(user, type, resource, operation);
        change(admin -> admin.createAcls(List.of(binding)).all(), binding, true);
    }

    /** Takes back what {@link #allow} gave. */
    public void forbid(String user, ResourceType type, String resource, AclOperation operation) {
        AclBinding binding = binding(user, type, resource, operation);
        change(admin -> admin.deleteAcls(List.of(binding.toFilter())).all(), binding, false);
    }

    private static AclBinding binding(String user, ResourceType type, String resource, AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(type, resource, PatternType.LITERAL),
                new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
    }

    private void change(Function<Admin, KafkaFuture<?>> change, AclBinding binding, boolean there) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            change.apply(admin).get(SECONDS, TimeUnit.SECONDS);
            // The controller has it; the broker's authorizer reads it from the metadata log a moment later.
            for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
                boolean known = !admin.describeAcls(binding.toFilter())
                        .values()
                        .get(SECONDS, TimeUnit.SECONDS)
                        .isEmpty();
                if (known == there) {
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
            throw new IllegalStateException("the broker did not take up the change of " + binding);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while changing " + binding, e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("cannot change " + binding, e);
        }
    }
}
