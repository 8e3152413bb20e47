package io.plumbline.trainer.dataset.table;

import io.plumbline.trainer.dataset.Example;

/** The items of a data set over feature rows, before they are split: which rows each has, and what is true of them. */
public interface Items {
    int count();

    /** The rows of an item, in the order they are sent. */
    int[] rows(int item);

    /** Class index, target in its own unit, or grade of a row. */
    float target(int row);

    /** The item as a request and its truth. */
    Example example(int item);
}
