package io.plumbline.trainer.loader;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Makes the elements of a sequence on other threads before they are asked for, and gives them in order.
 *
 * <p>At most {@code depth()} elements are ready or being made; more are begun as they are taken. What goes wrong while an
 * element is made is thrown when that element is asked for.
 * <p>Threads: daemons named {@code loader-1}, ...; one caller.
 */
final class Ahead implements AutoCloseable {
    private static final long CLOSE_MILLIS = 30_000;

    private final int depth;
    private final @Nullable ThreadPoolExecutor workers;
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

    /** @param threads 0 to make each element when it is asked for */
    Ahead(int threads, int depth) {
        this.depth = Math.max(threads, depth);
        this.workers = threads == 0 ? null : pool(threads, this.threads);
    }

    private static ThreadPoolExecutor pool(int size, Queue<Thread> threads) {
        return new ThreadPoolExecutor(size, size, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "loader-" + (threads.size() + 1));
            thread.setDaemon(true);
            threads.add(thread);
            return thread;
        });
    }

    int depth() {
        return depth;
    }

    /** The elements {@code from} to {@code to - 1}. */
    <T> Sequence<T> sequence(int from, int to, IntFunction<T> make) {
        return new Sequence<>(from, to, make);
    }

    /** Waits for elements that are being made, so that nothing runs on once it returns. */
    @Override
    public void close() {
        if (workers == null) {
            return;
        }
        for (Runnable never : workers.shutdownNow()) {
            ((FutureTask<?>) never).cancel(false);
        }
        try {
            for (Thread thread : threads) {
                thread.join(CLOSE_MILLIS);
                if (thread.isAlive()) {
                    throw new IllegalStateException(
                            thread.getName() + " still runs " + CLOSE_MILLIS + " ms after it was stopped");
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** See {@link Ahead}. */
    final class Sequence<T> implements Iterator<T>, AutoCloseable {
        private final IntFunction<T> make;
        private final int end;
        private final Deque<FutureTask<T>> begun = new ArrayDeque<>();
        private int next;
        private int begin;

        private Sequence(int from, int to, IntFunction<T> make) {
            this.make = make;
            this.next = from;
            this.begin = from;
            this.end = to;
            beginMore();
        }

        @Override
        public boolean hasNext() {
            return next < end;
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException("the sequence has ended");
            }
            int index = next++;
            FutureTask<T> first = begun.poll();
            if (first == null) {
                return make.apply(index);
            }
            beginMore();
            return taken(first);
        }

        /** Begins no more elements and waits for those being made. */
        @Override
        public void close() {
            next = end;
            begin = end;
            if (workers != null) {
                // Those that wait go first, lest a thread take one up while another's end is awaited.
                begun.removeIf(workers::remove);
            }
            begun.forEach(this::settled);
            begun.clear();
        }

        /** Waits until an element that nobody wants any more is made, or has failed. */
        private void settled(FutureTask<T> task) {
            try {
                T unwanted = task.get();
            } catch (ExecutionException | CancellationException nobodyAsked) {
                // What went wrong with an element is told to whoever asks for it.
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        private void beginMore() {
            while (workers != null && begin < end && begun.size() < depth) {
                int index = begin++;
                FutureTask<T> task = new FutureTask<>(() -> make.apply(index));
                begun.add(task);
                workers.execute(task);
            }
        }

        private T taken(FutureTask<T> task) {
            try {
                return task.get();
            } catch (ExecutionException failed) {
                close();
                if (failed.getCause() instanceof RuntimeException thrown) {
                    throw thrown;
                }
                if (failed.getCause() instanceof Error thrown) {
                    throw thrown;
                }
                throw new IllegalStateException(failed.getCause());
            } catch (InterruptedException interrupted) {
                close();
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for a batch", interrupted);
            } catch (CancellationException closed) {
                throw new IllegalStateException("the loader was closed", closed);
            }
        }
    }
}
