package io.plumbline.inference.proof;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Passes bytes between clients and a broker, badly if told to. What it holds back it hands over late, as a network does,
 * even when the client has hung up meanwhile.
 *
 * <p>Threads: its own; any may give orders.
 */
final class ByteProxy implements AutoCloseable {
    private static final int CHUNK_BYTES = 65_536;

    private final ServerSocket server;
    private final int target;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "proxy");
        thread.setDaemon(true);
        return thread;
    });
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile int chunkBytes = CHUNK_BYTES;
    private volatile long delayMillis;
    private volatile boolean holdsRequests;
    private volatile boolean holdsAnswers;

    /** @param target port of the broker, on the loopback interface like this one */
    ByteProxy(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** From now on every {@code bytes} bytes take that long, in each direction. */
    void slow(int bytes, long millis) {
        chunkBytes = bytes;
        delayMillis = millis;
    }

    /** From now on nothing gets through to the broker. */
    void holdRequests() {
        holdsRequests = true;
    }

    /** From now on what the broker says does not arrive, while it hears everything. */
    void holdAnswers() {
        holdsAnswers = true;
    }

    /** Hands over what was held back, and is fast again. */
    void heal() {
        chunkBytes = CHUNK_BYTES;
        delayMillis = 0;
        holdsRequests = false;
        holdsAnswers = false;
    }

    /** Cuts every connection; new ones may be made at once. */
    void cut() {
        open.forEach(ByteProxy::closeQuietly);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket broker = new Socket(InetAddress.getLoopbackAddress(), target);
                open.add(client);
                open.add(broker);
                threads.execute(() -> pump(client, broker, true));
                threads.execute(() -> pump(broker, client, false));
            } catch (IOException e) {
                // Closed, or the broker is away: the client sees a connection that ends, and tries again.
            }
        }
    }

    private void pump(Socket from, Socket to, boolean request) {
        byte[] chunk = new byte[CHUNK_BYTES];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(chunk, 0, chunkBytes); read >= 0; read = in.read(chunk, 0, chunkBytes)) {
                TimeUnit.MILLISECONDS.sleep(delayMillis);
                while (request ? holdsRequests : holdsAnswers) {
                    TimeUnit.MILLISECONDS.sleep(5);
                }
                out.write(chunk, 0, read);
            }
        } catch (IOException e) {
            // One side hung up; the other is hung up below.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closeQuietly(from);
            closeQuietly(to);
            open.remove(from);
            open.remove(to);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is as good as closed.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
        threads.shutdownNow();
    }
}
