package io.plumbline.local;

import io.plumbline.local.cli.LocalCommand;

/** Starts the commands that run the pipeline on one machine. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        // The broker also asks for Log4j, to let operators change log levels over the network; here is none to be
        // found.
        System.setProperty("log4j2.StatusLogger.level", "OFF");
        if (arguments.length > 0 && arguments[0].equals("demo")) {
            // The broker runs in this process; what it logs would tear the live table apart.
            System.setProperty("logback.configurationFile", "logback-demo.xml");
        }
        System.exit(LocalCommand.commandLine(System.getenv()).execute(arguments));
    }
}
