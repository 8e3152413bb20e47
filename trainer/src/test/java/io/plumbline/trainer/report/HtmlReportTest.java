package io.plumbline.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.contracts.checkpoint.Decision;
import io.plumbline.trainer.fit.Evaluation;
import io.plumbline.trainer.fit.FitEnd;
import io.plumbline.trainer.fit.FitStart;
import io.plumbline.trainer.fit.Runs;
import io.plumbline.trainer.fit.StepResult;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Reads the reports as XML, which they are, so that every text is seen as a browser would show it. */
class HtmlReportTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-04T05:06:07Z"), ZoneOffset.UTC);
    private static final String NASTY = "</td><script>alert('x')</script>\"&amp;\u0007";

    @TempDir
    Path folder;

    @Test
    void theHead_saysWhatTheRunIsAndHowItEnded() throws Exception {
        Document page = finished(Evaluations.manyClasses(2, 4, 1));

        assertThat(texts(page, "//h1")).containsExactly("shoes");
        assertThat(texts(page, "//header/p[1]/code")).containsExactly("shoes-1");
        assertThat(texts(page, "//span[@class='outcome done']")).containsExactly("all epochs done");
        assertThat(texts(page, "//header//dd")).containsExactly("3", "3 of 3", "12 of 12", "6.3 s", "1\u202f234");
        assertThat(texts(page, "//section[h2='Metrics of the exported model']//tr[2]/*"))
                .containsExactly("quality", "0.875", "0.8125 to 0.9375");
        assertThat(texts(page, "//section[h2='Epochs']//tbody/tr[3]/*"))
                .containsExactly("3 \u2605", "12", "0.08333", "0.125", "0.8", "0.7", "0.03333");
        assertThat(texts(page, "//section[h2='Experiment']/pre"))
                .containsExactly("model: shoes\nfit:\n  epochs: 3\nloggers:\n  - type: csv\n  - type: html\n");
        assertThat(texts(page, "//section[h2='Environment']//tr/td"))
                .contains("cpu", "2", "40", "10", "2026-03-04 05:06:07 UTC");
        assertThat(texts(page, "//figcaption"))
                .containsExactly(
                        "Loss",
                        "accuracy",
                        "f1_macro",
                        "Learning rate",
                        "Gradient norm",
                        "Reliability",
                        "How often each confidence occurs");
    }

    @Test
    void nothingIsLoadedFromElsewhere_andNothingNeedsAScript() throws Exception {
        Document page = finished(Evaluations.manyClasses(3, 4, 1));

        assertThat(texts(page, "//script | //link | //iframe | //@onclick")).isEmpty();
        assertThat(texts(page, "//@src | //@href"))
                .isNotEmpty()
                .allMatch(source -> source.startsWith("data:image/png"));
        assertThat(texts(page, "//style"))
                .singleElement()
                .asString()
                .contains("body {")
                .doesNotContain("url(", "@import");
        // A style element is raw text to a browser: what XML had to escape there would stay escaped.
        assertThat(source()).contains("<style>").doesNotContainPattern("<style>[^<]*&[a-z#]");
    }

    @Test
    void whatComesFromData_isTextAndNothingElse() throws Exception {
        Evaluation evaluation = Evaluations.images(
                List.of(NASTY, "other"), new int[] {0, 1}, new float[][] {{0.1f, 0.9f}, {0.9f, 0.1f}}, 1);
        Map<String, Object> experiment = new LinkedHashMap<>(Map.of(NASTY, NASTY));
        FitStart start = Runs.start(0);
        HtmlReport report = report();
        report.started(new FitStart(NASTY, NASTY, 0, 12, 3, 4, 40, 10, 1234, NASTY, 2, experiment));
        report.validated(Runs.epoch(1, Map.of(NASTY, 0.5)));
        report.ended(new FitEnd(NASTY, 3, 12, 1, start.threads()));
        report.evaluated(evaluation);
        Document page = parsed();

        String shown = NASTY.replace('\u0007', '\uFFFD');
        assertThat(texts(page, "//script")).isEmpty();
        assertThat(texts(page, "//h1")).containsExactly(shown);
        assertThat(texts(page, "//ul[@class='cards']//dd/strong")).containsExactly("other", shown, shown, "other");
        assertThat(texts(page, "//*[local-name()='svg'][@class='heatmap']//*[local-name()='title']"))
                .contains(shown + " predicted as other: 1 of 1 (100 %)");
        assertThat(source()).doesNotContain("<script").doesNotContain("\u0007");
    }

    @Test
    void classification_countsWhatIsTakenForWhat() throws Exception {
        Document page = finished(Evaluations.images(
                List.of("cat", "dog"),
                new int[] {0, 0, 0, 1},
                new float[][] {{0.9f, 0.1f}, {0.35f, 0.65f}, {0.05f, 0.95f}, {0.2f, 0.8f}},
                1));

        assertThat(texts(page, "//*[@class='heatmap']//*[local-name()='g']/*[local-name()='title']"))
                .containsExactly(
                        "cat predicted as cat: 1 of 3 (33.3 %)",
                        "cat predicted as dog: 2 of 3 (66.7 %)", "dog predicted as dog: 1 of 1 (100 %)");
        assertThat(texts(page, "//section[h2='Classes']//tr/*"))
                .containsSequence("cat", "3", "1.000", "0.333", "0.500")
                .containsSequence("dog", "1", "0.333", "1.000", "0.500");
        // Confidence 0.9, 0.65, 0.95, 0.8, each in a bin of its own: right, wrong, wrong, right.
        // (|0.9 - 1| + 0.65 + 0.95 + |0.8 - 1|) / 4.
        assertThat(texts(page, "//section[h2='Calibration']/p/strong")).containsExactly("0.475");
        assertThat(texts(page, "//ul[@class='cards']/li/dl"))
                .containsExactly("predicteddog 0.950truecat 0.050", "predicteddog 0.650truecat 0.350");
        assertThat(texts(page, "//ul[@class='cards']/li/code")).containsExactly("image-2", "image-1");
    }

    @Test
    void oneAnswerPerItem_isTheProbabilityOfTheSecondOfTwoClasses() throws Exception {
        Document page = finished(Evaluations.images(
                List.of("no", "yes"), new int[] {0, 1, 1}, new float[][] {{0.2f}, {0.9f}, {0.25f}}, 1));

        assertThat(texts(page, "//*[@class='heatmap']//*[local-name()='g']/*[local-name()='title']"))
                .containsExactly(
                        "no predicted as no: 1 of 1 (100 %)",
                        "yes predicted as no: 1 of 2 (50 %)", "yes predicted as yes: 1 of 2 (50 %)");
        assertThat(texts(page, "//ul[@class='cards']/li/dl")).containsExactly("predictedno 0.750trueyes 0.250");
    }

    @Test
    void whereAThresholdDecides_theMatrixGoesByIt() throws Exception {
        Evaluation even = Evaluations.images(
                List.of("no", "yes"), new int[] {1, 0}, new float[][] {{0.7f, 0.3f}, {0.9f, 0.1f}}, 1);
        Document page = finished(new Evaluation(
                even.task(),
                even.part(),
                even.rowShape(),
                even.answers(),
                Optional.of(new Decision("yes", 0.25)),
                even.metrics()));

        assertThat(texts(page, "//*[@class='heatmap']//*[local-name()='g']/*[local-name()='title']"))
                .containsExactly("no predicted as no: 1 of 1 (100 %)", "yes predicted as yes: 1 of 1 (100 %)");
        assertThat(texts(page, "//section[h2='Confusion matrix']/p"))
                .contains("yes is predicted from a probability of 0.25 on.");
    }

    @Test
    void answersThatAreNoProbabilities_areSaidToBeNone() throws Exception {
        Document page =
                finished(Evaluations.images(List.of("no", "yes"), new int[] {1}, new float[][] {{Float.NaN, 0.5f}}, 1));

        assertThat(texts(page, "//section[h2='Calibration']/p[@class='warning']"))
                .containsExactly("The answers are no probabilities: probability of class 0 is NaN, expected 0 to 1.");
    }

    @Test
    void aHundredClasses_areDrawn_andAThousandAreListed() throws Exception {
        Document hundred = finished(Evaluations.manyClasses(100, 3, 1));
        assertThat(texts(hundred, "//*[@class='heatmap']//*[local-name()='rect'][@class='cell wrong']"))
                .hasSize(100);
        assertThat(texts(hundred, "//section[h2='Classes']//tr")).hasSize(101);

        Document thousand = finished(Evaluations.manyClasses(1000, 1, 1));
        assertThat(texts(thousand, "//*[@class='heatmap']")).isEmpty();
        assertThat(texts(thousand, "//section[h2='Confusion matrix']//tr")).hasSize(11);
    }

    @Test
    void aModelWithoutMistakes_saysSo() throws Exception {
        Document page = finished(Evaluations.manyClasses(3, 2, 0));

        assertThat(texts(page, "//section[h2='Most confident mistakes']/p"))
                .containsExactly("There is none: every item is answered right.");
    }

    @Test
    void pictures_areShownAsTheyAre() throws Exception {
        Document page = finished(Evaluations.images(List.of("a", "b"), new int[] {0}, new float[][] {{0, 1}}, 3));

        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(Base64.getDecoder()
                .decode(texts(page, "//img/@src").get(0).substring("data:image/png;base64,".length()))));
        assertThat(picture.getWidth()).isEqualTo(3);
        assertThat(picture.getHeight()).isEqualTo(2);
        // Pixel i of channel c is 6 c + i.
        assertThat(picture.getRGB(0, 0)).isEqualTo(0xFF00060C);
        assertThat(picture.getRGB(2, 1)).isEqualTo(0xFF050B11);
    }

    @Test
    void regression_showsWhereTheErrorsAre() throws Exception {
        float[] truth = new float[101];
        float[] answers = new float[101];
        for (int i = 0; i < truth.length; i++) {
            truth[i] = i;
            answers[i] = i - (i - 50);
        }
        truth[100] = 5000;
        Document page = finished(Evaluations.values(truth, answers));

        assertThat(texts(page, "//ul[@class='cards wide']/li[1]/p"))
                .containsExactly("predicted 50true 5000residual 4950");
        assertThat(texts(page, "//ul[@class='cards wide']/li[1]/code")).containsExactly("house-100");
        assertThat(texts(page, "//ul[@class='cards wide']/li[1]//tr"))
                .containsExactly("area200", "place<b>north & \"south\"</b>", "poolmissing");
        assertThat(texts(page, "//section[h2='Residuals']//tr[th='0.25']/td")).containsExactly("-25", "13");
        assertThat(texts(page, "//section[h2='Residuals']//tr[th='Mean absolute error']/td"))
                .containsExactly("73.76");
        assertThat(texts(page, "//section[h2='Residuals']/p").get(0))
                .endsWith(" 1 item lies beyond the charts, drawn at the edge.");
    }

    @Test
    void regression_thatIsPerfectOrConstantOrNotFinite_isStillShown() throws Exception {
        assertThat(texts(finished(Evaluations.values(new float[] {3}, new float[] {3})), "//figcaption"))
                .contains("Residual against prediction");
        Document page = finished(Evaluations.values(new float[] {3, 4}, new float[] {Float.NaN, 3}));
        assertThat(texts(page, "//p[@class='warning']")).containsExactly("Left out: 1 item without a finite answer.");
        finished(Evaluations.values(new float[] {3}, new float[] {Float.POSITIVE_INFINITY}));
    }

    @Test
    void ranking_listsTheWorstQueriesFirst() throws Exception {
        Document page = finished(Evaluations.queries(
                new float[][] {{2, 0, 0}, {0, 0, 2}, {0, 0}}, new float[][] {{3, 2, 1}, {3, 2, 1}, {1, 2}}));

        assertThat(texts(page, "//tr[th='Queries']/td")).containsExactly("2");
        assertThat(texts(page, "//tr[th='Without a relevant item, not counted']/td"))
                .containsExactly("1");
        assertThat(texts(page, "//ul[@class='cards wide']/li/p"))
                .containsExactly("NDCG 0.5, 3 itemsquery-1", "NDCG 1, 3 itemsquery-0");
        assertThat(texts(page, "//ul[@class='cards wide']/li[1]//tr[@class='best']"))
                .containsExactly("3c21");
    }

    @Test
    void anInterruptedRun_leavesAReportThatSaysSo() throws Exception {
        try (HtmlReport report = report()) {
            report.started(Runs.start(0));
            report.stepped(Runs.step(1));
        }

        assertThat(texts(parsed(), "//span[@class='outcome broken']")).containsExactly("interrupted before its end");
        assertThat(texts(parsed(), "//section[h2='Epochs']/p")).containsExactly("None is finished yet.");
    }

    @Test
    void whileTheRunGoesOn_itIsWrittenAtMostEveryTenSeconds() throws Exception {
        Instant[] now = {Instant.parse("2026-03-04T05:06:07Z")};
        HtmlReport report = new HtmlReport(
                file(),
                new Clock() {
                    @Override
                    public java.time.ZoneId getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(java.time.ZoneId zone) {
                        return this;
                    }

                    @Override
                    public Instant instant() {
                        return now[0];
                    }
                },
                (start, listener) -> {});
        report.started(Runs.start(0));
        List<Integer> shown = new ArrayList<>();
        for (int epoch = 1; epoch <= 3; epoch++) {
            report.validated(Runs.epoch(epoch));
            shown.add(texts(parsed(), "//section[h2='Epochs']//tbody/tr").size());
            now[0] = now[0].plus(Duration.ofSeconds(6));
        }

        assertThat(shown).containsExactly(1, 1, 3);
        assertThat(texts(parsed(), "//span[@class='outcome going']")).containsExactly("running");
    }

    @Test
    void aSpikeInALongRun_staysVisible_andThePageStaysSmall() throws Exception {
        HtmlReport report = report();
        report.started(Runs.start(0));
        for (int step = 1; step <= 100_000; step++) {
            report.stepped(new StepResult(step, 100_000, 1, step == 70_001 ? 9 : 1, 0.1, 1, 1, 1));
        }
        report.ended(Runs.end());

        String band = texts(parsed(), "//*[local-name()='polygon']/@points").get(0);
        assertThat(band.split(" ")).hasSizeBetween(2 * 256, 2 * 512);
        // The spike is the only one at the top.
        assertThat(Stream.of(band.split(" ")).filter(point -> Double.parseDouble(point.split(",")[1]) < 100))
                .hasSize(1);
        assertThat(Files.size(file())).isLessThan(200_000);
    }

    @Test
    void aFailedWrite_leavesTheOldReport_andTheNextOneTriesAgain() throws Exception {
        finished(Evaluations.manyClasses(2, 2, 1));
        String before = source();
        HtmlReport report = report();
        report.started(Runs.start(0));
        Path blocker = Files.createDirectories(folder.resolve(".report.html.writing/x"));

        assertThatThrownBy(() -> report.validated(Runs.epoch(1)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("report " + file() + " cannot be written");
        assertThat(source()).isEqualTo(before);

        Files.delete(blocker);
        Files.deleteIfExists(blocker.getParent());
        report.close();
        assertThat(texts(parsed(), "//span[@class='outcome broken']")).hasSize(1);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file());
        }
    }

    private HtmlReport report() {
        return new HtmlReport(file(), CLOCK, (now, listener) -> {});
    }

    private Document finished(Evaluation evaluation) throws Exception {
        try (HtmlReport report = report()) {
            report.started(Runs.start(0));
            Runs.tell(report, 0, Runs.STEPS);
            report.ended(Runs.end());
            report.evaluated(evaluation);
        }
        return parsed();
    }

    private Path file() {
        return folder.resolve("report.html");
    }

    private String source() throws IOException {
        return Files.readString(file());
    }

    private Document parsed() throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(source())));
    }

    /** The texts of what the XPath finds; elements by their plain names, since the parser is told of no namespaces. */
    private static List<String> texts(Document page, String path) throws Exception {
        NodeList nodes = (NodeList) XPathFactory.newInstance().newXPath().evaluate(path, page, XPathConstants.NODESET);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent());
        }
        return texts;
    }
}
