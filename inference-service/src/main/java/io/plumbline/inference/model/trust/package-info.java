/** Who vouches for a checkpoint: Ed25519 keys, and the signature of a manifest. Knows the JDK and {@code contracts}. */
@NullMarked
package io.plumbline.inference.model.trust;

import org.jspecify.annotations.NullMarked;
