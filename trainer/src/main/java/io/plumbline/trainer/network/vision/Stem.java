package io.plumbline.trainer.network.vision;

import java.util.List;

/** How a network for images begins. */
enum Stem {
    /** For images of 28 or 32 pixels: a 3×3 convolution of stride 1 and no pooling behind it. */
    SMALL,
    /** As published, for images of 224 pixels. */
    IMAGENET;

    static final List<String> NAMES = List.of("small", "imagenet");

    static Stem named(String name) {
        return name.equals("imagenet") ? IMAGENET : SMALL;
    }
}
