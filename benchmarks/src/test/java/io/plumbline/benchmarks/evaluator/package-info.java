@org.jspecify.annotations.NullMarked
package io.plumbline.benchmarks.evaluator;
