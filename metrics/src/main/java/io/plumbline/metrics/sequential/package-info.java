/** Comparisons that may be looked at after every record: is one version better than another, on the same ids? */
@NullMarked
package io.plumbline.metrics.sequential;

import org.jspecify.annotations.NullMarked;
