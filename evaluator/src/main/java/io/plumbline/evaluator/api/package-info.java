/** What was counted, as JSON over HTTP; read-only, and from committed state alone. */
@NullMarked
package io.plumbline.evaluator.api;

import org.jspecify.annotations.NullMarked;
