package io.plumbline.trainer.network;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;

/** The engine with one thread, and a scope for a test's arrays. */
public final class TorchScope implements AutoCloseable {
    private final Engine engine = Torch.start(1);
    private final NDManager manager = engine.newBaseManager();

    public Engine engine() {
        return engine;
    }

    public NDManager manager() {
        return manager;
    }

    @Override
    public void close() {
        manager.close();
    }
}
