package io.plumbline.trainer.publish;

import io.plumbline.contracts.checkpoint.Manifest;
import java.nio.file.Path;

/** A checkpoint in the store. */
public record Published(Path folder, Manifest manifest) {}
