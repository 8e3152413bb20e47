package io.plumbline.inference.cli;

import io.plumbline.contracts.codec.Json;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What verifying a checkpoint said.
 *
 * @param refusal why an instance would refuse it, or empty
 * @param signature how it stands with its signature, in words; empty if refused
 */
record Verdict(String model, String version, Optional<String> refusal, String signature) {
    /** Prints it and gives the exit code. */
    int print(PrintWriter out, boolean json) {
        if (json) {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("model", model);
            tree.put("version", version);
            tree.put("verified", refusal.isEmpty());
            tree.put("reason", refusal.orElse(""));
            tree.put("signature", signature);
            out.println(Json.writePretty(tree));
        } else {
            out.println(model + " " + version + ": "
                    + refusal.map(reason -> "refused, " + reason).orElse("verified, " + signature));
        }
        out.flush();
        return refusal.isEmpty() ? ExitCode.OK : ExitCode.REFUSED;
    }
}
