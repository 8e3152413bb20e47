package io.plumbline.trainer.export.trace;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.nn.ParameterList;
import ai.djl.training.ParameterStore;
import io.plumbline.trainer.export.graph.Value;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hands out parameters as traced constants, named by their place in the network.
 *
 * <p>Parameters have to be traced too: in {@code weight.mul(x)} a real weight would compute a real result and lose the
 * trace.
 */
final class TracingParameters extends ParameterStore {
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, NDArray> traced = new HashMap<>();
    private final ArrayProxies proxies;
    private final Map<String, Value> values;

    /** @param values of parameters by name, filled here; two traces that share them copy each parameter once */
    TracingParameters(NDManager manager, ParameterList parameters, ArrayProxies proxies, Map<String, Value> values) {
        super(manager, false);
        this.proxies = proxies;
        this.values = values;
        parameters.forEach(parameter -> names.put(parameter.getValue().getId(), parameter.getKey()));
    }

    @Override
    public @Nullable NDArray getValue(@Nullable Parameter parameter, Device device, boolean training) {
        // DJL asks for the bias of a layer that has none.
        if (parameter == null) {
            return null;
        }
        proxies.near(names.getOrDefault(parameter.getId(), parameter.getName()));
        NDArray known = traced.get(parameter.getId());
        if (known != null) {
            return known;
        }
        String name = names.getOrDefault(parameter.getId(), "parameter" + traced.size());
        NDArray real = parameter.getArray();
        NDArray array = proxies.wrap(values.computeIfAbsent(name, absent -> Recorder.constant(absent, real)), real);
        traced.put(parameter.getId(), array);
        return array;
    }
}
