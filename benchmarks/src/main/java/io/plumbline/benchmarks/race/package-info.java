/** What races have in common: a broker and contestants in processes of their own, and what was measured of them. */
@NullMarked
package io.plumbline.benchmarks.race;

import org.jspecify.annotations.NullMarked;
