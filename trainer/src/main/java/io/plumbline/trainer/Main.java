package io.plumbline.trainer;

import io.plumbline.trainer.cli.TrainerCommand;

/** Starts the trainer's command line. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(TrainerCommand.commandLine(System.err, System.getenv()).execute(arguments));
    }
}
