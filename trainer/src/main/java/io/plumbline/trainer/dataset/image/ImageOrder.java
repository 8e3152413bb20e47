package io.plumbline.trainer.dataset.image;

import io.plumbline.trainer.dataset.SplitConfig;

/** Classified images as the items that are split. */
@SuppressWarnings("ArrayRecordComponent") // Bulk numbers; never compared.
record ImageOrder(float[] targets) implements SplitConfig.Order {
    @Override
    public int count() {
        return targets.length;
    }

    @Override
    public int[] strata() {
        return SplitConfig.classStrata(targets);
    }
}
