/** The command {@code evaluate}: its settings, its start and its orderly end. */
@NullMarked
package io.plumbline.evaluator.cli;

import org.jspecify.annotations.NullMarked;
