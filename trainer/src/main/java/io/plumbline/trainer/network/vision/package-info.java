/** The published networks for images, with the published number of parameters. */
@NullMarked
package io.plumbline.trainer.network.vision;

import org.jspecify.annotations.NullMarked;
