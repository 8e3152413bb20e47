package io.plumbline.inference.cli;

import java.io.Console;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks a person before something that cannot be taken back. */
final class Confirmation {
    private Confirmation() {}

    /** Whether the answer is yes; yes without asking where no terminal is. */
    static boolean given(String question, Consumer<String> say) {
        Console console = System.console();
        if (console == null || !isTerminal(console)) {
            return true;
        }
        say.accept(question + " [y/N]");
        return isYes(console.readLine());
    }

    static boolean isYes(@Nullable String answer) {
        return answer != null && Set.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
    }

    /** From 22 on there is a console without a terminal too, and it tells which. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException before22) {
            return true;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the console does not tell whether it is a terminal", e);
        }
    }
}
