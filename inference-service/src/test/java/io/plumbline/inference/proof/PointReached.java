package io.plumbline.inference.proof;

import io.plumbline.inference.stream.ClientDecorator;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;

/**
 * Does something when the poll thread passes a point for the n-th time.
 *
 * <p>Threads: the poll thread; the action runs on it, but for {@link Point#MID_COMMIT}, where another does it meanwhile.
 */
final class PointReached implements ClientDecorator {
    private final Point point;
    private final int passage;
    private final Runnable action;
    private final AtomicInteger passages = new AtomicInteger();

    PointReached(Point point, int passage, Runnable action) {
        this.point = point;
        this.passage = passage;
        this.action = action;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Consumer<byte[], byte[]> consumer(Consumer<byte[], byte[]> consumer) {
        return (Consumer<byte[], byte[]>) around(Consumer.class, (proxy, method, arguments) -> {
            boolean commits = method.getName().startsWith("commit");
            if (commits) {
                passed(Point.BEFORE_COMMIT);
            }
            Object result = call(consumer, method, arguments);
            if (commits) {
                passed(Point.AFTER_COMMIT);
            }
            if (result instanceof ConsumerRecords<?, ?> records && !records.isEmpty()) {
                passed(Point.AFTER_POLL);
            }
            return result;
        });
    }

    @Override
    @SuppressWarnings("unchecked")
    public Producer<byte[], byte[]> producer(Producer<byte[], byte[]> producer) {
        return (Producer<byte[], byte[]>) around(Producer.class, (proxy, method, arguments) -> {
            switch (method.getName()) {
                case "sendOffsetsToTransaction" -> passedWhenFlushed(Point.AFTER_SEND, producer);
                case "commitTransaction" -> {
                    passedWhenFlushed(Point.BEFORE_COMMIT, producer);
                    if (point == Point.MID_COMMIT && passages.incrementAndGet() == passage) {
                        new Thread(action, "ender").start();
                    }
                }
                default -> {}
            }
            Object result = call(producer, method, arguments);
            switch (method.getName()) {
                case "send" -> passed(Point.MID_SEND);
                case "sendOffsetsToTransaction" -> passed(Point.AFTER_OFFSETS);
                case "commitTransaction" -> passed(Point.AFTER_COMMIT);
                default -> {}
            }
            return result;
        });
    }

    private void passedWhenFlushed(Point here, Producer<byte[], byte[]> producer) {
        if (here == point) {
            producer.flush();
        }
        passed(here);
    }

    private void passed(Point here) {
        if (here == point && passages.incrementAndGet() == passage) {
            action.run();
        }
    }

    private static Object around(Class<?> face, InvocationHandler handler) {
        return Proxy.newProxyInstance(face.getClassLoader(), new Class<?>[] {face}, handler);
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
