package io.plumbline.benchmarks.moa;

import com.yahoo.labs.samoa.instances.Attribute;
import com.yahoo.labs.samoa.instances.DenseInstance;
import com.yahoo.labs.samoa.instances.Instance;
import com.yahoo.labs.samoa.instances.Instances;
import com.yahoo.labs.samoa.instances.InstancesHeader;
import io.plumbline.metrics.classification.ConfusionCounts;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import moa.core.Example;
import moa.core.InstanceExample;
import moa.evaluation.BasicClassificationPerformanceEvaluator;
import moa.evaluation.FadingFactorClassificationPerformanceEvaluator;
import moa.evaluation.WindowClassificationPerformanceEvaluator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One classified record into {@link ConfusionCounts}, from which accuracy, precision, recall, F1, MCC and kappa follow exactly and
 * can be taken back, against MOA's evaluators, which hold one running mean for each of them and class. All find the class with
 * the most votes first.
 *
 * <pre>
 * ./mvnw -P moa -pl benchmarks/moa -am package -DskipTests
 * java -cp "$(ls benchmarks/moa/target/plumbline-benchmarks-moa-*.jar):$(cat benchmarks/moa/target/classpath)" \
 *     org.openjdk.jmh.Main MoaBenchmark -prof gc
 * </pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MoaBenchmark {
    private static final int RECORDS = 1 << 10;

    @Param({"2", "10", "100"})
    private int classes;

    private final double[][] votes = new double[RECORDS][];
    private final int[] actual = new int[RECORDS];
    private final InstanceExample[] examples = new InstanceExample[RECORDS];

    private ConfusionCounts counts = new ConfusionCounts();
    private BasicClassificationPerformanceEvaluator basic = new BasicClassificationPerformanceEvaluator();
    private WindowClassificationPerformanceEvaluator window = new WindowClassificationPerformanceEvaluator();
    private FadingFactorClassificationPerformanceEvaluator fading =
            new FadingFactorClassificationPerformanceEvaluator();
    private int next;

    /** The same seeded records for every contestant: two of three are right. */
    @Setup
    public void records() {
        Random random = new Random(7);
        Attribute label = new Attribute(
                "label", IntStream.range(0, classes).mapToObj(Integer::toString).toList());
        InstancesHeader header = new InstancesHeader(new Instances("records", List.of(label), 0));
        header.setClassIndex(0);
        for (int i = 0; i < RECORDS; i++) {
            actual[i] = random.nextInt(classes);
            votes[i] = random.doubles(classes).toArray();
            votes[i][random.nextInt(3) == 0 ? random.nextInt(classes) : actual[i]] = 1;
            Instance instance = new DenseInstance(1, new double[] {actual[i]});
            instance.setDataset(header);
            examples[i] = new InstanceExample(instance);
        }
        window.widthOption.setValue(1_000);
        basic.prepareForUse();
        window.prepareForUse();
        fading.prepareForUse();
        counts = new ConfusionCounts();
    }

    @Benchmark
    public ConfusionCounts plumbline() {
        int i = advance();
        counts.add(actual[i], largest(votes[i]));
        return counts;
    }

    @Benchmark
    public Object moaBasic() {
        basic.addResult(nextExample(), votes[next]);
        return basic;
    }

    @Benchmark
    public Object moaWindow() {
        window.addResult(nextExample(), votes[next]);
        return window;
    }

    @Benchmark
    public Object moaFadingFactor() {
        fading.addResult(nextExample(), votes[next]);
        return fading;
    }

    private int advance() {
        next = (next + 1) & (RECORDS - 1);
        return next;
    }

    private Example<Instance> nextExample() {
        return examples[advance()];
    }

    private static int largest(double[] votes) {
        int largest = 0;
        for (int c = 1; c < votes.length; c++) {
            if (votes[c] > votes[largest]) {
                largest = c;
            }
        }
        return largest;
    }
}
