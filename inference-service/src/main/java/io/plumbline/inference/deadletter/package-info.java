/** Dead letters as an operator handles them: found, looked at, and sent again exactly once. */
@NullMarked
package io.plumbline.inference.deadletter;

import org.jspecify.annotations.NullMarked;
