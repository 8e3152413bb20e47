package io.plumbline.trainer.network.vision;

import java.util.Locale;

/** How a network for images begins. */
enum Stem {
    /** For images of 28 or 32 pixels: a 3×3 convolution of stride 1 and no pooling behind it. */
    SMALL,
    /** As published, for images of 224 pixels. */
    IMAGENET;

    static final java.util.List<String> NAMES = java.util.List.of("small", "imagenet");

    static Stem named(String name) {
        return name.isEmpty() ? SMALL : valueOf(name.toUpperCase(Locale.ROOT));
    }
}
