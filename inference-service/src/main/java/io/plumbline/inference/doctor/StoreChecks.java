package io.plumbline.inference.doctor;

import io.plumbline.contracts.checkpoint.CheckpointStore;
import io.plumbline.contracts.control.DesiredState;
import io.plumbline.contracts.control.VersionInfo;
import io.plumbline.inference.model.CheckpointVerifier;
import io.plumbline.inference.model.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether the store can be read, and holds what the control topic wants served, whole. */
public final class StoreChecks {
    private static final String CHECK = "store";

    private final CheckpointStore store;
    private final CheckpointVerifier verifier = new CheckpointVerifier();

    public StoreChecks(CheckpointStore store) {
        this.store = store;
    }

    /** @param desired by model; empty when the control topic could not be read, then every newest version is looked at */
    public List<Finding> run(Map<String, DesiredState> desired) {
        List<Finding> findings = new ArrayList<>();
        if (!Files.isDirectory(store.root())) {
            findings.add(
                    desired.isEmpty()
                            ? Finding.warn(
                                    CHECK, store.root() + " does not exist", "train or import a model, or set store")
                            : Finding.fail(
                                    CHECK, store.root() + " does not exist", "set store to where the checkpoints are"));
            return findings;
        }
        try {
            List<String> models = store.models();
            findings.add(
                    models.isEmpty()
                            ? Finding.warn(CHECK, store.root() + " holds no model", "train or import one, or set store")
                            : Finding.ok(CHECK, store.root() + " holds " + models));
            desired.forEach((model, state) -> state.versions()
                    .forEach((version, info) -> findings.add(check(model, version, Optional.of(info)))));
            if (desired.isEmpty()) {
                for (String model : models) {
                    List<String> versions = store.versions(model);
                    if (!versions.isEmpty()) {
                        findings.add(check(model, versions.get(versions.size() - 1), Optional.empty()));
                    }
                }
            }
        } catch (IOException e) {
            findings.add(Finding.fail(CHECK, store.root() + " cannot be read: " + e, "let this user read it"));
        }
        return findings;
    }

    private Finding check(String model, String version, Optional<VersionInfo> wanted) {
        String check = "checkpoint";
        String name = model + " " + version;
        try {
            Verification verification =
                    verifier.verify(store.folder(model, version), model, version, wanted.map(VersionInfo::checkpoint));
            if (verification instanceof Verification.Refused refused) {
                return Finding.fail(
                        check,
                        name + ": " + refused.reason().label() + ": " + refused.message(),
                        "put the checkpoint back as it was made, or swap to another version");
            }
            return Finding.ok(check, name + " is whole");
        } catch (IOException | IllegalArgumentException e) {
            return Finding.fail(
                    check, name + " cannot be read: " + e, "let this user read it, or swap to another version");
        }
    }
}
