package io.plumbline.trainer.export.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.internal.NDArrayEx;
import io.plumbline.trainer.export.graph.UntraceableException;
import io.plumbline.trainer.export.graph.Value;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Arrays that compute as the engine's own do, and record how.
 *
 * <p>DJL's blocks know arrays by two interfaces only, {@link NDArray} and {@link NDArrayEx}; both are proxied. A call is
 * handed to the real array with its proxied arguments unwrapped; if it gives an array, the call becomes nodes and the
 * result a proxy. So strides, kernels, epsilons and lambdas all show, whatever class made the call.
 *
 * <p>Refused: reading numbers out of an array (the graph would freeze them), and writing in place (the node that made the
 * array would no longer tell its content).
 */
final class ArrayProxies {
    /** Blocks manage the life of arrays with these; here it belongs to the tracer. */
    private static final Set<String> LIFECYCLE = Set.of("close", "attach", "tempAttach", "detach", "setName");

    private final Recorder recorder;
    private final CallLowering lowering;

    ArrayProxies(Recorder recorder, CallLowering lowering) {
        this.recorder = recorder;
        this.lowering = lowering;
    }

    NDArray wrap(Value value, NDArray real) {
        return (NDArray) Proxy.newProxyInstance(
                NDArray.class.getClassLoader(),
                new Class<?>[] {NDArray.class, TracedArray.class},
                new Handler(value, real, real));
    }

    private final class Handler implements InvocationHandler {
        private final Value value;
        private final NDArray real;
        /** What calls go to: the array, or its {@link NDArrayEx}. */
        private final Object target;

        Handler(Value value, NDArray real, Object target) {
            this.value = value;
            this.real = real;
            this.target = target;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
            String name = method.getName();
            Object[] passed = arguments == null ? new Object[0] : arguments;
            if (LIFECYCLE.contains(name)) {
                return null;
            }
            return switch (name) {
                case "tracedValue" -> value;
                case "tracedArray" -> real;
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" -> proxy == passed[0];
                case "toString" -> "traced " + value.name() + real.getShape();
                case "getArray" -> wrap(value, real);
                case "getNDArrayInternal" ->
                    Proxy.newProxyInstance(
                            NDArray.class.getClassLoader(),
                            new Class<?>[] {NDArrayEx.class},
                            new Handler(value, real, real.getNDArrayInternal()));
                default -> {
                    refuse(method);
                    yield record(method, passed);
                }
            };
        }

        private @Nullable Object record(Method method, Object[] passed) throws Throwable {
            Object result;
            try {
                result = method.invoke(
                        target, Arrays.stream(passed).map(ArrayProxies::unwrap).toArray());
            } catch (InvocationTargetException thrown) {
                throw thrown.getTargetException();
            }
            if (result instanceof NDArray array) {
                return wrap(node(method, passed, array), array);
            }
            if (result instanceof NDList list) {
                if (list.size() != 1) {
                    throw new UntraceableException("the forward pass calls '" + method.getName() + "', which gives "
                            + list.size() + " arrays, expected one");
                }
                NDArray array = list.get(0);
                return new NDList(wrap(node(method, passed, array), array));
            }
            return result;
        }

        private Value node(Method method, Object[] passed, NDArray result) {
            List<@Nullable Object> symbols = new ArrayList<>();
            for (Object argument : passed) {
                symbols.add(symbol(argument));
            }
            return lowering.record(new Call(method.getName(), value, symbols, Recorder.dimensions(result)), recorder);
        }
    }

    private static void refuse(Method method) {
        String name = method.getName();
        Class<?> type = method.getReturnType();
        boolean reads = (type.isArray() && name.startsWith("to"))
                || type == java.nio.ByteBuffer.class
                || (type.isPrimitive() && type != void.class && name.matches("get[A-Z]\\w*|contentEquals|allClose"));
        boolean writes = name.matches("(r?(add|sub|mul|div|mod|pow)|neg|sign|squeeze)i|set|setScalar|intern|copyTo");
        if (reads || writes) {
            throw new UntraceableException("the forward pass calls '" + name + "', which "
                    + (reads ? "reads numbers out of an array" : "writes in place")
                    + "; use operations that give a new array");
        }
    }

    private static @Nullable Object unwrap(@Nullable Object argument) {
        if (argument instanceof TracedArray traced) {
            return traced.tracedArray();
        }
        if (argument instanceof NDList list) {
            NDList unwrapped = new NDList();
            list.forEach(array -> unwrapped.add(array instanceof TracedArray traced ? traced.tracedArray() : array));
            return unwrapped;
        }
        return argument;
    }

    private @Nullable Object symbol(@Nullable Object argument) {
        if (argument instanceof TracedArray traced) {
            return traced.tracedValue();
        }
        return argument instanceof NDArray array ? recorder.constant(array) : argument;
    }
}
