/** What a run leaves behind in its folder and tells others while it goes: CSV, JSON lines, TensorBoard, Pushgateway, report. */
@NullMarked
package io.plumbline.trainer.logger;

import org.jspecify.annotations.NullMarked;
