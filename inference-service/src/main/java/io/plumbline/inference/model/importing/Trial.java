package io.plumbline.inference.model.importing;

import io.plumbline.contracts.checkpoint.GoldenSample;
import io.plumbline.contracts.codec.RequestCodec;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.Request;
import io.plumbline.contracts.event.WireFormat;
import io.plumbline.contracts.event.WireRecord;
import io.plumbline.inference.model.CheckpointVerifier;
import io.plumbline.inference.model.Failures;
import io.plumbline.inference.model.ItemOutcome;
import io.plumbline.inference.model.LoadSettings;
import io.plumbline.inference.model.ModelFailure;
import io.plumbline.inference.model.ModelLoader;
import io.plumbline.inference.model.Prepared;
import io.plumbline.inference.model.ServedModel;
import io.plumbline.inference.model.admission.Admission;
import io.plumbline.inference.model.admission.Admission.Decision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A checkpoint's folder, verified and loaded as an instance would. */
final class Trial implements AutoCloseable {
    private final ServedModel model;

    Trial(ModelLoader loader, LoadSettings settings, Path folder, String model, String version)
            throws IOException, ImportFailedException {
        Decision decision = new Admission(new CheckpointVerifier(), Optional.empty(), loader, settings)
                .admit(folder, model, version, Optional.empty());
        if (decision instanceof Decision.Refused refused) {
            throw ImportFailedException.refused(refused.describe());
        }
        this.model = ((Decision.Admitted) decision).model();
    }

    /** The requests with the answers that the model gives here. */
    List<GoldenSample> answers(List<WireRecord> requests, AnswerChoice choice, boolean probabilities)
            throws ImportFailedException {
        List<GoldenSample> samples = new ArrayList<>();
        for (WireRecord request : requests) {
            samples.add(answer(request, choice, probabilities));
        }
        return samples;
    }

    private GoldenSample answer(WireRecord record, AnswerChoice choice, boolean probabilities)
            throws ImportFailedException {
        String where = record.topic() + " line " + record.offset();
        Decoded<Request> request = new RequestCodec().decode(record);
        Decoded<Prepared> prepared = request.flatMap(read -> model.prepare(read, where));
        if (prepared instanceof Decoded.Rejected<Prepared> rejected) {
            throw ImportFailedException.file(
                    "sample is no request for this model: " + rejected.message() + " (" + where + ")");
        }
        ItemOutcome outcome;
        try {
            outcome = model.predict(List.of(((Decoded.Accepted<Prepared>) prepared).value()))
                    .get(0);
        } catch (ModelFailure failure) {
            throw unanswered(Failures.describe(failure), where);
        }
        if (outcome instanceof ItemOutcome.Refused refused) {
            throw unanswered(refused.message(), where);
        }
        ItemOutcome.Answered answered = (ItemOutcome.Answered) outcome;
        if (probabilities) {
            double[] row = new double[answered.outputs().get(0).elements()];
            for (int i = 0; i < row.length; i++) {
                row[i] = answered.outputs().get(0).doubleAt(i);
            }
            choice.checkProbabilities(model.manifest().outputs().get(0), List.of(row));
        }
        WireFormat format = ((Decoded.Accepted<Request>) request).value().format();
        byte[] body = record.value();
        return new GoldenSample(format, body == null ? new byte[0] : body, answered.outputs());
    }

    private static ImportFailedException unanswered(String problem, String where) {
        return ImportFailedException.refused("sample is not answered: " + problem + " (" + where
                + "); give requests that the model is made for with --samples, or --golden 0");
    }

    @Override
    public void close() {
        model.close();
    }
}
