/** Reads what the services say on {@code /metrics}. */
@NullMarked
package io.plumbline.local.scrape;

import org.jspecify.annotations.NullMarked;
