package io.plumbline.trainer.optimizer;

import ai.djl.nn.Parameter;
import io.plumbline.trainer.experiment.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Parameters that learn on their own terms.
 *
 * @param match found anywhere in the parameter's name
 * @param weightDecay of every parameter in the group, biases included; empty leaves the optimizer's own rule
 */
record ParameterGroup(Pattern match, double learningRateFactor, OptionalDouble weightDecay) {
    /** How one parameter learns. */
    record Terms(double learningRateFactor, double weightDecay) {}

    static List<ParameterGroup> from(Settings optimizer) {
        List<ParameterGroup> groups = new ArrayList<>();
        for (Settings group : optimizer.sections("groups")) {
            Pattern match = pattern(group);
            double factor = group.real("learning-rate-factor", 0, 1000, 1);
            groups.add(new ParameterGroup(match, factor, group.realIfPresent("weight-decay", 0, 10)));
        }
        return groups;
    }

    boolean takes(String parameter) {
        return match.matcher(parameter).find();
    }

    Terms terms(Parameter.Type type, double optimizersDecay) {
        return new Terms(learningRateFactor, weightDecay.orElse(ownDecay(type, optimizersDecay)));
    }

    /** Weights decay; biases and the scale and shift of normalizations, whose size says nothing about complexity, do not. */
    static double ownDecay(Parameter.Type type, double optimizersDecay) {
        return type == Parameter.Type.WEIGHT ? optimizersDecay : 0;
    }

    private static Pattern pattern(Settings group) {
        String match = group.text("match");
        try {
            return Pattern.compile(match);
        } catch (PatternSyntaxException malformed) {
            group.problem("match", "is '" + match + "', expected a regular expression: " + malformed.getDescription());
            return Pattern.compile("");
        }
    }
}
