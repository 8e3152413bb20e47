/** The demo: trains, serves, evaluates and hot-swaps on one machine, and shows what the services say about it. */
@NullMarked
package io.plumbline.local.demo;

import org.jspecify.annotations.NullMarked;
