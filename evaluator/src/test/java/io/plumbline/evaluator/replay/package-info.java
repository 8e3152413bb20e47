@org.jspecify.annotations.NullMarked
package io.plumbline.evaluator.replay;
