/** The commands {@code demo}, {@code broker} and {@code produce}: their options, messages and exit codes. */
@NullMarked
package io.plumbline.local.cli;

import org.jspecify.annotations.NullMarked;
