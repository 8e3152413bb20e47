package io.plumbline.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** With {@code sleep} in the children's place. */
@DisabledOnOs(OS.WINDOWS)
class OrphanGuardIT {
    @TempDir
    Path folder;

    @Test
    void theWatched_endWithTheGuard_theForgottenLiveOn() throws IOException {
        Process watched = sleeper();
        Process forgotten = sleeper();
        Process stranger = sleeper();
        try {
            OrphanGuard guard = OrphanGuard.start();
            guard.watch(watched.pid());
            guard.watch(forgotten.pid());
            guard.forget(forgotten.pid());

            guard.close();

            await().atMost(Duration.ofMinutes(1)).until(() -> !watched.isAlive());
            assertThat(forgotten.isAlive()).isTrue();
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            watched.destroyForcibly();
            forgotten.destroyForcibly();
            stranger.destroyForcibly();
        }
    }

    @Test
    void aChildThatDoesNotListen_isKilled_alsoWhenAnotherOneEndsAtOnce() throws IOException {
        Process obedient = sleeper();
        Process deaf = new ProcessBuilder("sh", "-c", "trap '' TERM; echo deaf; while :; do sleep 1; done")
                .directory(folder.toFile())
                .start();
        try {
            // Only from then on it does not listen.
            assertThat(deaf.inputReader().readLine()).isEqualTo("deaf");
            OrphanGuard guard = OrphanGuard.start();
            guard.watch(obedient.pid());
            guard.watch(deaf.pid());

            guard.close();

            await().atMost(Duration.ofMinutes(1)).until(() -> !deaf.isAlive() && !obedient.isAlive());
        } finally {
            obedient.destroyForcibly();
            deaf.destroyForcibly();
        }
    }

    @Test
    void aGuardThatWatchesNobody_endsAtOnce() throws IOException {
        Process child = sleeper();
        try {
            OrphanGuard guard = OrphanGuard.start();
            guard.watch(child.pid());
            guard.forget(child.pid());
            guard.close();
            assertThat(child.isAlive()).isTrue();
        } finally {
            child.destroyForcibly();
        }
    }

    private Process sleeper() throws IOException {
        return new ProcessBuilder("sleep", "600").directory(folder.toFile()).start();
    }
}
