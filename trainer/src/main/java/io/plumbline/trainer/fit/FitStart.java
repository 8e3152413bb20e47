package io.plumbline.trainer.fit;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known before the first step.
 *
 * @param model the model's name
 * @param run names this run; file-name safe
 * @param step optimizer steps done already: 0, or where a saved state left off
 * @param steps of the whole run, unless it stops early; 0 for one that trains nothing: members put together to an ensemble
 * @param epochs of the whole run, unless it stops early
 * @param stepsPerEpoch optimizer steps of one epoch
 * @param trainItems rows, or whole queries for ranking
 * @param parameters numbers that the network learns
 * @param device {@code cpu} or {@code cuda:0}
 * @param experiment all values in force, defaults included
 */
public record FitStart(
        String model,
        String run,
        long step,
        long steps,
        int epochs,
        long stepsPerEpoch,
        int trainItems,
        int validationItems,
        long parameters,
        String device,
        int threads,
        Map<String, @Nullable Object> experiment) {}
