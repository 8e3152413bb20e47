/** Data sets of images: IDX files, folders of pictures, and tensors of raw pixels. */
@NullMarked
package io.plumbline.trainer.dataset.image;

import org.jspecify.annotations.NullMarked;
