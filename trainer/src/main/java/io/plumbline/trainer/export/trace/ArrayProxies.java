package io.plumbline.trainer.export.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.internal.NDArrayEx;
import io.plumbline.trainer.export.graph.UntraceableException;
import io.plumbline.trainer.export.graph.Value;
import io.plumbline.trainer.export.trace.Recorder.Result;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Arrays that compute as the engine's own do, and record how.
 *
 * <p>DJL's blocks know arrays by two interfaces only, {@link NDArray} and {@link NDArrayEx}; both are proxied. A call is
 * handed to the real array with its proxied arguments unwrapped; if it gives an array, the call becomes nodes and the
 * result a proxy. So strides, kernels, epsilons and lambdas all show, whatever class made the call. A method that DJL
 * itself composes of others is taken apart into those. What depends on parameters alone is a constant, and no node.
 *
 * <p>Refused: reading numbers out of an array (the graph would freeze them), and writing in place (the node that made the
 * array would no longer tell its content).
 */
final class ArrayProxies {
    /** Blocks manage the life of arrays with these; here it belongs to the tracer. */
    private static final Set<String> LIFECYCLE = Set.of("close", "attach", "tempAttach", "detach", "setName");
    /** Methods with a body in DJL's interface that are one operation all the same. */
    private static final Set<String> ATOMIC =
            Set.of("swapAxes", "oneHot", "zerosLike", "onesLike", "duplicate", "rsub", "rdiv", "rpow");

    private final NDManager scope;
    private final Recorder recorder;
    private final CallLowering lowering;
    private final ManagerProxies managers;
    private final BiConsumer<Value.Activation, NDArray> observer;
    private String near = "";

    /**
     * Proxies for one trace.
     *
     * @param scope owns all real arrays that the trace makes
     * @param observer is told each recorded result
     */
    ArrayProxies(
            NDManager scope, Recorder recorder, CallLowering lowering, BiConsumer<Value.Activation, NDArray> observer) {
        this.scope = scope;
        this.recorder = recorder;
        this.lowering = lowering;
        this.observer = observer;
        this.managers = new ManagerProxies(this, recorder);
    }

    /** The block, and the parameter that was read last: it tells more where a block calls its parts by itself. */
    private String place() {
        return recorder.where() + (near.isEmpty() ? "" : " (after parameter " + near + ")");
    }

    /** Notes the parameter that was read last. */
    void near(String parameter) {
        near = parameter;
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
                case "getManager" -> managers.wrap(real.getManager());
                case "getNDArrayInternal" ->
                    Proxy.newProxyInstance(
                            NDArray.class.getClassLoader(),
                            new Class<?>[] {NDArrayEx.class},
                            new Handler(value, real, real.getNDArrayInternal()));
                default -> {
                    refuse(method);
                    yield composed(target, method, passed)
                            ? InvocationHandler.invokeDefault(proxy, method, passed)
                            : call(method, passed);
                }
            };
        }

        private @Nullable Object call(Method method, Object[] passed) throws Throwable {
            boolean computes =
                    NDArray.class.isAssignableFrom(method.getReturnType()) || method.getReturnType() == NDList.class;
            boolean constant = computes && constant(passed);
            if (computes && !constant) {
                lowering.require(method.getName(), place());
            }
            Object result;
            try {
                result = method.invoke(
                        target, Arrays.stream(passed).map(ArrayProxies::unwrap).toArray());
            } catch (InvocationTargetException thrown) {
                throw thrown.getTargetException();
            }
            if (result instanceof NDArray array) {
                return results(method, passed, List.of(array), constant).get(0);
            }
            if (result instanceof NDList list) {
                return new NDList(results(method, passed, list, constant));
            }
            return result;
        }

        private List<NDArray> results(Method method, Object[] passed, List<NDArray> arrays, boolean constant) {
            arrays.stream().filter(array -> array != real).forEach(array -> array.attach(scope));
            if (constant) {
                return arrays.stream()
                        .map(array -> array == real ? wrap(value, real) : wrap(recorder.constant(array), array))
                        .toList();
            }
            List<@Nullable Object> symbols = new ArrayList<>();
            for (Object argument : passed) {
                symbols.add(symbol(argument));
            }
            Call call = new Call(
                    method.getName(),
                    value,
                    symbols,
                    arrays.stream().map(Result::of).toList(),
                    recorder.where());
            List<Value.Activation> values = lowering.record(call, recorder);
            List<NDArray> wrapped = new ArrayList<>();
            for (int i = 0; i < arrays.size(); i++) {
                observer.accept(values.get(i), arrays.get(i));
                wrapped.add(wrap(values.get(i), arrays.get(i)));
            }
            return wrapped;
        }

        private boolean constant(Object[] passed) {
            return !(value instanceof Value.Activation)
                    && Arrays.stream(passed)
                            .noneMatch(argument -> argument instanceof NDList list
                                    ? list.stream().anyMatch(ArrayProxies::computed)
                                    : computed(argument));
        }
    }

    private static boolean computed(@Nullable Object argument) {
        return argument instanceof TracedArray traced && traced.tracedValue() instanceof Value.Activation;
    }

    /** Whether DJL itself says the method in terms of others, and the engine does not say it anew. */
    private static boolean composed(Object target, Method method, Object[] passed) throws NoSuchMethodException {
        if (!method.isDefault() || ATOMIC.contains(method.getName())) {
            return false;
        }
        if (method.getName().equals("get")) {
            return Arrays.stream(passed).noneMatch(NDIndex.class::isInstance);
        }
        return target.getClass()
                .getMethod(method.getName(), method.getParameterTypes())
                .isDefault();
    }

    private void refuse(Method method) {
        String name = method.getName();
        Class<?> type = method.getReturnType();
        boolean reads = (type.isArray() && name.startsWith("to"))
                || type == java.nio.ByteBuffer.class
                || (type.isPrimitive() && type != void.class && name.matches("get[A-Z]\\w*|contentEquals|allClose"));
        boolean writes = name.matches("(r?(add|sub|mul|div|mod|pow)|neg|sign|squeeze)i|set|setScalar|intern|copyTo");
        if (reads) {
            throw UntraceableException.of(
                    "the forward pass calls '" + name + "', which reads numbers out of an array",
                    place(),
                    "use operations that give a new array; an array from outside of the pass comes second, as in"
                            + " input.mul(other)");
        }
        if (writes) {
            throw UntraceableException.of(
                    "the forward pass calls '" + name + "', which writes in place",
                    place(),
                    "use operations that give a new array");
        }
    }

    static @Nullable Object unwrap(@Nullable Object argument) {
        if (argument instanceof TracedArray traced) {
            return traced.tracedArray();
        }
        if (argument instanceof TracedManager traced) {
            return traced.tracedManager();
        }
        if (argument instanceof NDList list) {
            NDList unwrapped = new NDList();
            list.forEach(array -> unwrapped.add(array instanceof TracedArray traced ? traced.tracedArray() : array));
            return unwrapped;
        }
        return argument;
    }

    private @Nullable Object symbol(@Nullable Object argument) {
        if (argument instanceof NDList list) {
            return list.stream().map(this::value).toList();
        }
        return argument instanceof NDArray array ? value(array) : argument;
    }

    private Value value(NDArray array) {
        return array instanceof TracedArray traced ? traced.tracedValue() : recorder.constant(array);
    }
}
