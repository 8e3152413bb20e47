/** Configuration of a process: one YAML file, environment and command line over it, every problem listed at once. */
@NullMarked
package io.plumbline.contracts.config;

import org.jspecify.annotations.NullMarked;
