package io.plumbline.local;

import io.plumbline.local.cli.LocalCommand;

/** Starts the commands that run the pipeline on one machine. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        if (arguments.length > 0 && arguments[0].equals("demo")) {
            // The broker runs in this process; what it logs would tear the live table apart.
            System.setProperty("logback.configurationFile", "logback-demo.xml");
        }
        System.exit(LocalCommand.commandLine(System.getenv()).execute(arguments));
    }
}
