/** What the service's tests share. */
package io.plumbline.inference.testing;
