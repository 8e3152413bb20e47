package io.plumbline.trainer.optimizer;

import ai.djl.nn.Parameter;
import ai.djl.nn.ParameterList;
import ai.djl.util.Pair;
import io.plumbline.trainer.experiment.InvalidExperimentException;
import io.plumbline.trainer.experiment.Settings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The {@code optimizer} section of an experiment.
 *
 * @param groups the first that takes a parameter decides its terms
 */
record OptimizerSettings(
        UpdateRule rule,
        double weightDecay,
        List<ParameterGroup> groups,
        Clipping clipping,
        Optional<WeightAverage.Config> average)
        implements Optimizer.Config {
    private static final double ADAMW_DECAY = 0.01;
    /** So many names are listed in a message, then only counted. */
    private static final int LISTED = 12;

    static OptimizerSettings read(Settings optimizer) {
        String type = optimizer.choice("type", Optimizer.TYPES);
        UpdateRule rule =
                switch (type) {
                    case "sgd" -> Sgd.from(optimizer);
                    case "rmsprop" -> RmsProp.from(optimizer);
                    case "adagrad" -> Adagrad.from(optimizer);
                    default -> Adam.from(optimizer, type.equals("adamw"));
                };
        return new OptimizerSettings(
                rule,
                optimizer.real("weight-decay", 0, 10, rule.decoupledDecay() ? ADAMW_DECAY : 0),
                ParameterGroup.from(optimizer),
                Clipping.from(optimizer),
                WeightAverage.Config.from(optimizer));
    }

    @Override
    public Optimizer over(ParameterList parameters) {
        List<TrainedParameter> trained = new ArrayList<>();
        List<String> names = new ArrayList<>();
        List<ParameterGroup> idle = new ArrayList<>(groups);
        for (Pair<String, Parameter> named : distinct(parameters)) {
            Parameter parameter = named.getValue();
            if (parameter.requiresGradient()) {
                names.add(named.getKey());
                trained.add(new TrainedParameter(
                        named.getKey(),
                        new HostMemory(parameter.getArray()),
                        terms(named.getKey(), parameter.getType(), idle),
                        rule));
            }
        }
        if (trained.isEmpty()) {
            throw new IllegalArgumentException("the network has no parameter that takes a gradient");
        }
        if (!idle.isEmpty()) {
            throw new InvalidExperimentException(
                    "experiment",
                    idle.stream().map(group -> takesNothing(group, names)).toList());
        }
        return new ElementwiseOptimizer(
                rule, clipping, trained, distinct(parameters).get(0).getValue().getArray());
    }

    /** Each parameter once: a layer that a network uses twice lists its parameters twice. */
    static List<Pair<String, Parameter>> distinct(ParameterList parameters) {
        Set<Parameter> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        return parameters.stream().filter(named -> seen.add(named.getValue())).toList();
    }

    private ParameterGroup.Terms terms(String name, Parameter.Type type, List<ParameterGroup> idle) {
        for (ParameterGroup group : groups) {
            if (group.takes(name)) {
                idle.remove(group);
                return group.terms(type, weightDecay);
            }
        }
        return new ParameterGroup.Terms(1, ParameterGroup.ownDecay(type, weightDecay));
    }

    private String takesNothing(ParameterGroup group, List<String> names) {
        String listed = String.join(", ", names.subList(0, Math.min(LISTED, names.size())));
        String more = names.size() > LISTED ? " and " + (names.size() - LISTED) + " more" : "";
        return "optimizer.groups[%d].match '%s' takes no parameter that an earlier group leaves, expected part of one of %s%s"
                .formatted(groups.indexOf(group), group.match(), listed, more);
    }
}
