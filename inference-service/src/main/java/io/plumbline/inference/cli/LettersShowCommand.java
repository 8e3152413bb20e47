package io.plumbline.inference.cli;

import io.plumbline.contracts.event.WireHeader;
import io.plumbline.contracts.event.WireRecord;
import io.plumbline.inference.deadletter.DeadLetters;
import io.plumbline.inference.deadletter.Letter;
import io.plumbline.inference.deadletter.Position;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dead-letters show}: one of them, whole. */
@Command(
        name = "show",
        description = "Shows one dead letter: all headers, and the request's own bytes.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline dead-letters show 0@17",
            "  plumbline dead-letters show plumbline.dead-letters-0@17 --raw request.bin",
            "",
            "A value that is no plain UTF-8 text is printed as hex; with -o json, as base64.",
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields before anything reads them.
final class LettersShowCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private Common common;

    @Parameters(index = "0", paramLabel = "PARTITION@OFFSET", description = "Where it stands; list prints it.")
    private String position;

    @Option(names = "--raw", paramLabel = "FILE", description = "Write the value's bytes to this file.")
    private @Nullable Path raw;

    @Override
    public Integer call() throws IOException {
        Position at = position(position, common, spec);
        DeadLetters letters = new DeadLetters(common.link(), common.topics());
        Letter letter = letters.find(at)
                .orElseThrow(() -> new CommandFailed(
                        ExitCode.FAILED,
                        "no dead letter at " + at + " of " + common.topics().deadLetters()
                                + "; list shows those that are there"));
        int redriven = letters.redriven(List.of(at)).getOrDefault(at, 0);
        byte[] value = letter.record().value();
        if (raw != null) {
            byte[] bytes = value == null ? new byte[0] : value;
            Files.write(raw, bytes);
            common.say(bytes.length + " bytes written to " + raw);
        }
        if (common.json()) {
            common.printJson(object(letter, redriven));
        } else {
            print(letter, redriven, raw == null);
        }
        return ExitCode.OK;
    }

    /** Reads a position; a mistake in it is one of usage. */
    static Position position(String text, Common common, CommandSpec spec) {
        try {
            return Position.parse(text, common.topics().deadLetters());
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private static Map<String, Object> object(Letter letter, int redriven) {
        Map<String, Object> object = LettersListCommand.cells(letter);
        object.put("error", letter.error());
        object.put("redriven", redriven);
        object.put("truncated", letter.truncated());
        List<Map<String, Object>> headers = new ArrayList<>();
        for (WireHeader header : letter.record().headers()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", header.name());
            put(one, "value", header.value());
            headers.add(one);
        }
        object.put("headers", headers);
        put(object, "key", letter.record().key());
        put(object, "value", letter.record().value());
        return object;
    }

    private static void put(Map<String, Object> object, String name, byte @Nullable [] bytes) {
        if (bytes == null) {
            return;
        }
        Bytes.text(bytes)
                .ifPresentOrElse(
                        text -> object.put(name, text),
                        () -> object.put(name + "_base64", Base64.getEncoder().encodeToString(bytes)));
    }

    private void print(Letter letter, int redriven, boolean withValue) {
        WireRecord record = letter.record();
        PrintWriter out = common.out();
        Table facts = new Table("FIELD", "VALUE");
        LettersListCommand.cells(letter).forEach((name, cell) -> {
            if (!name.equals("error")) {
                facts.add(name, Bytes.printable(cell.toString()));
            }
        });
        facts.add("error", Bytes.printable(letter.error()));
        facts.add("redriven", Integer.toString(redriven));
        facts.add("key", brief(record.key()));
        facts.print(out);
        out.println();
        Table headers = new Table("HEADER", "VALUE");
        record.headers().forEach(header -> headers.add(Bytes.printable(header.name()), brief(header.value())));
        headers.print(out);
        byte[] value = record.value();
        if (withValue && value != null && value.length > 0) {
            out.println();
            out.println(Bytes.text(value).orElseGet(() -> Bytes.hexDump(value)).stripTrailing());
        }
        out.flush();
        common.say(value == null ? "no value" : "value: " + value.length + " bytes" + cut(letter));
    }

    private static String cut(Letter letter) {
        return letter.truncated() ? ", the rest was left out because the request was too large" : "";
    }

    private static String brief(byte @Nullable [] bytes) {
        if (bytes == null) {
            return "-";
        }
        return Bytes.text(bytes)
                .map(Bytes::printable)
                .orElseGet(() -> "0x" + HexFormat.of().formatHex(bytes));
    }
}
