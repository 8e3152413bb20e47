package io.plumbline.evaluator.join;

import io.plumbline.contracts.event.Role;

/**
 * What a row keeps of one version's prediction.
 *
 * @param fingerprint of the whole prediction, to know it again
 * @param timeMillis of the request, since the epoch
 * @param labelFirst whether a label was there when the prediction came
 * @param matured whether it is already older than the maturity horizon
 * @param pairing what it was in the comparison with other versions
 */
public record HeldPrediction(
        long fingerprint,
        Outcome outcome,
        Role role,
        long timeMillis,
        boolean labelFirst,
        boolean matured,
        PairRole pairing,
        Verdict verdict) {
    HeldPrediction judged(Verdict next) {
        return new HeldPrediction(fingerprint, outcome, role, timeMillis, labelFirst, matured, pairing, next);
    }

    HeldPrediction grownOld() {
        return new HeldPrediction(fingerprint, outcome, role, timeMillis, labelFirst, true, pairing, verdict);
    }

    HeldPrediction paired(PairRole next) {
        return new HeldPrediction(fingerprint, outcome, role, timeMillis, labelFirst, matured, next, verdict);
    }
}
