package io.plumbline.trainer.cli;

/** How a command's result is printed on stdout. */
enum OutputFormat {
    TABLE,
    JSON
}
