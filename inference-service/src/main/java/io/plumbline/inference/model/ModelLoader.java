package io.plumbline.inference.model;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.onnxruntime.engine.OrtNDManager;
import ai.djl.onnxruntime.engine.OrtSymbolBlock;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.contracts.checkpoint.TensorSpec;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.List;

/**
 * Loads verified checkpoints into DJL's ONNX Runtime engine, and lets none out that is not ready: signature compared,
 * every batch size run once, golden samples right.
 *
 * <p>1. DJL's engine must start before anything else touches ONNX Runtime, or it cannot set up its thread pool; so it
 * starts with this object. 2. The session is made here from the verified bytes and given to DJL's block, since DJL would
 * read a file again (or leave an empty folder in the temporary directory for every load) and keeps a session's
 * signature to itself. 3. Whatever is refused is closed before the refusal is returned.
 *
 * <p>Threads: any number of callers. Cost: on the caller's thread, the graph's optimization and a run of every batch
 * size; not for the poll thread.
 */
public final class ModelLoader {
    private static final String ENGINE = "OnnxRuntime";

    private final OrtEnvironment environment;

    /**
     * Starts the engine.
     *
     * @throws IllegalStateException on a big-endian machine: tensors travel little-endian and are not swapped
     */
    public ModelLoader() {
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new IllegalStateException("this machine is big-endian, expected little-endian");
        }
        // Else DJL looks for a second engine at every call, which this process does not have.
        setUnlessSet("ai.djl.onnx.disable_alternative", "true");
        // Else DJL calls out at start.
        setUnlessSet("ai.djl.offline", "true");
        setUnlessSet("OPT_OUT_TRACKING", "true");
        Engine engine = Engine.getEngine(ENGINE);
        if (engine == null) {
            throw new IllegalStateException("DJL has engines " + Engine.getAllEngines() + ", expected " + ENGINE);
        }
        this.environment = OrtEnvironment.getEnvironment();
    }

    /**
     * Where models shall run; once, at start.
     *
     * @param wanted {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}
     * @throws DeviceUnavailableException if a GPU is asked for by name and does not work
     */
    public Placement place(String wanted, CudaSettings cuda) {
        return new Devices(environment).choose(wanted, cuda);
    }

    /** ONNX Runtime's own version; after an instance of this was made. */
    public static String runtimeVersion() {
        return OrtEnvironment.getEnvironment().getVersion();
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /**
     * Loads, compares, warms and proves one checkpoint.
     *
     * @throws DeviceMemoryException if the GPU has too little memory for it now: no fault of the checkpoint
     * @throws DeviceLostException if the GPU is lost to this process
     * @throws IllegalStateException if the device cannot be used for another reason: no fault of the checkpoint either
     */
    public LoadOutcome load(VerifiedCheckpoint checkpoint, LoadSettings settings) {
        Manifest manifest = checkpoint.manifest();
        String where = manifest.model() + "/" + manifest.version();
        try {
            SignatureCheck signature = new SignatureCheck(manifest, where);
            TensorSpec answer = signature.answer();
            RequestRows requests = new RequestRows(manifest, settings.maxRowsPerRequest());
            OnnxModel model = open(checkpoint, settings, signature, requests, answer, where);
            try {
                makeReady(model, checkpoint, settings, where);
                return new LoadOutcome.Loaded(model);
            } catch (RefusedException | RuntimeException | Error failure) {
                model.close();
                throw failure;
            }
        } catch (RefusedException refused) {
            if (settings.placement().onGpu()) {
                blameGpu(refused, where);
            }
            return refused.loadOutcome();
        }
    }

    /** What the GPU is to blame for must not refuse the checkpoint, or every instance would take it back. */
    static void blameGpu(Throwable failure, String where) {
        DeviceTrouble trouble = DeviceTrouble.of(failure).orElse(null);
        if (trouble == DeviceTrouble.LOST) {
            throw new DeviceLostException("the GPU is lost: " + Failures.describe(failure), failure);
        }
        if (trouble == DeviceTrouble.OUT_OF_MEMORY) {
            throw new DeviceMemoryException(
                    "the GPU has too little memory to load " + where + ": " + Failures.describe(failure), failure);
        }
    }

    private OnnxModel open(
            VerifiedCheckpoint checkpoint,
            LoadSettings settings,
            SignatureCheck signature,
            RequestRows requests,
            TensorSpec answer,
            String where)
            throws RefusedException {
        SessionOptions options = options(settings, where);
        Model model = Model.newInstance(checkpoint.manifest().model(), Device.cpu(), ENGINE);
        try {
            OrtSession session = environment.createSession(checkpoint.onnx(), options);
            // From here on the model's manager owns the session, and closes it.
            model.setBlock(new OrtSymbolBlock(session, (OrtNDManager) model.getNDManager()));
            signature.graph(session.getInputInfo(), session.getOutputInfo());
            return new OnnxModel(
                    checkpoint.manifest(),
                    model,
                    session,
                    options,
                    settings.placement().device(),
                    requests,
                    answer);
        } catch (OrtException e) {
            close(model, options);
            throw new RefusedException(
                    RefusalReason.NOT_LOADABLE,
                    "ONNX Runtime refuses the graph: " + Failures.describe(e) + " (" + where + ")");
        } catch (RefusedException | RuntimeException | Error failure) {
            close(model, options);
            throw failure;
        }
    }

    private static SessionOptions options(LoadSettings settings, String where) {
        try {
            return Sessions.options(settings.placement(), settings.cuda(), settings.intraOpThreads());
        } catch (OrtException e) {
            blameGpu(e, where);
            throw new IllegalStateException(
                    settings.placement().device() + " worked at start and does not now: " + Failures.describe(e) + " ("
                            + where + ")",
                    e);
        }
    }

    private static void makeReady(OnnxModel model, VerifiedCheckpoint checkpoint, LoadSettings settings, String where)
            throws RefusedException {
        GoldenCheck golden =
                new GoldenCheck(model, checkpoint.golden(), settings.golden(), where + "/" + Manifest.GOLDEN_FILE);
        List<Prepared> prepared = golden.prepare();
        if (!prepared.isEmpty()) {
            model.know(prepared.get(0));
        }
        for (int size : settings.warmUpBatches()) {
            try {
                model.warmUp(size);
            } catch (ModelFailure failure) {
                throw new RefusedException(
                        RefusalReason.WARM_UP_FAILED,
                        "batch of " + size + " fails: " + Failures.describe(failure) + " (" + where + ")");
            }
        }
        golden.compare(prepared, Collections.max(settings.warmUpBatches()));
    }

    private static void close(Model model, SessionOptions options) {
        try {
            model.close();
        } finally {
            options.close();
        }
    }
}
