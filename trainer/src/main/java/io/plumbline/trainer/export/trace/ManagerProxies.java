package io.plumbline.trainer.export.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.plumbline.trainer.export.graph.UntraceableException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Managers whose arrays are constants of the trace, so that an array made inside a forward pass can be the receiver of a
 * call. Nothing is freed before the trace ends.
 */
final class ManagerProxies {
    private static final Set<String> LIFECYCLE = Set.of(
            "close",
            "cap",
            "setName",
            "attachInternal",
            "attachUncappedInternal",
            "tempAttachInternal",
            "detachInternal");

    private final ArrayProxies arrays;
    private final Recorder recorder;

    ManagerProxies(ArrayProxies arrays, Recorder recorder) {
        this.arrays = arrays;
        this.recorder = recorder;
    }

    NDManager wrap(NDManager real) {
        return (NDManager) Proxy.newProxyInstance(
                NDManager.class.getClassLoader(),
                new Class<?>[] {NDManager.class, TracedManager.class},
                (proxy, method, arguments) ->
                        invoke(real, proxy, method, arguments == null ? new Object[0] : arguments));
    }

    private @Nullable Object invoke(NDManager real, Object proxy, Method method, Object[] arguments) throws Throwable {
        String name = method.getName();
        if (LIFECYCLE.contains(name)) {
            return null;
        }
        if (name.matches("random\\w*|sample\\w*|truncatedNormal")) {
            throw UntraceableException.of(
                    "the forward pass calls '" + name + "', which draws random numbers: no two answers would be alike",
                    recorder.where(),
                    "draw in training only");
        }
        switch (name) {
            case "tracedManager":
                return real;
            case "hashCode":
                return System.identityHashCode(proxy);
            case "equals":
                return proxy == arguments[0];
            case "toString":
                return "traced manager";
            case "from":
                return arguments[0];
            default:
                return made(real, method, arguments);
        }
    }

    private @Nullable Object made(NDManager real, Method method, Object[] arguments) throws Throwable {
        Object result;
        try {
            result = method.invoke(
                    real, Arrays.stream(arguments).map(ArrayProxies::unwrap).toArray());
        } catch (InvocationTargetException thrown) {
            throw thrown.getTargetException();
        }
        if (result instanceof NDArray array) {
            return arrays.wrap(recorder.constant(array), array);
        }
        return result instanceof NDManager manager ? wrap(manager) : result;
    }
}
