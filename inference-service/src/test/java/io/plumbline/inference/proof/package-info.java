/** Faults with the real broker, and the checker that tells whether a request was lost or answered twice. */
package io.plumbline.inference.proof;
