package io.plumbline.broker;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free TCP ports on the loopback interface, for whoever must know one before it is bound, or wants the same one again.
 *
 * <p>They lie below those that the system hands out by itself: while nobody listens on a port of its range, an outgoing
 * connection may be given it as its own end, even one that tries to reach it, and then it cannot be bound any more.
 */
public final class Ports {
    private static final int FIRST = 20_000;
    /** Linux hands out ports from 32768 on, other systems from 49152 on. */
    private static final int LAST = 32_767;

    private static final int ATTEMPTS = 100;

    private Ports() {}

    /** A port that was free a moment ago; somebody else may take it before the caller does, so binding can still fail. */
    public static int free() throws IOException {
        for (int attempt = 1; ; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST + 1);
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress("127.0.0.1", port));
                return port;
            } catch (BindException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }
}
