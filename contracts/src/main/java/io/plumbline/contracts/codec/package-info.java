/** Bytes to events and back: JSON and protobuf, under limits. The only package that knows Jackson or protobuf. */
@NullMarked
package io.plumbline.contracts.codec;

import org.jspecify.annotations.NullMarked;
