package io.plumbline.evaluator;

import io.plumbline.evaluator.cli.EvaluatorCommand;

/** Starts the evaluator's command line. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(EvaluatorCommand.commandLine(System.getenv()).execute(arguments));
    }
}
