package io.plumbline.trainer.export.trace;

import ai.djl.ndarray.NDManager;

/** What a proxied manager is besides a manager: the real one. */
interface TracedManager {
    NDManager tracedManager();
}
