/** Which records share a native call, when it is made, and who is to blame when it fails. JDK and contracts only. */
@NullMarked
package io.plumbline.inference.batch;

import org.jspecify.annotations.NullMarked;
