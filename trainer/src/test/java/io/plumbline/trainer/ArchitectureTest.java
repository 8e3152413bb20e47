package io.plumbline.trainer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows of the trainer: who may know whom, and which package may touch which library. */
@AnalyzeClasses(packages = "io.plumbline.trainer", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String TRAINER = "io.plumbline.trainer.";

    @ArchTest
    static final ArchRule packages_haveNoCycles =
            slices().matching("io.plumbline.trainer.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule djl_staysWithWhatComputes = noClasses()
            .that()
            .resideOutsideOfPackages(
                    TRAINER + "network",
                    TRAINER + "network.layer",
                    TRAINER + "network.vision",
                    TRAINER + "network.foreign",
                    TRAINER + "loss",
                    TRAINER + "optimizer",
                    TRAINER + "fit",
                    TRAINER + "run",
                    TRAINER + "export",
                    TRAINER + "export.trace")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ai.djl..");

    @ArchTest
    static final ArchRule onnx_staysInOnePackage = noClasses()
            .that()
            .resideOutsideOfPackage(TRAINER + "export.onnx")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ai.onnx..", "ai.onnxruntime..", "com.google.protobuf..");

    @ArchTest
    static final ArchRule prometheus_staysInOnePackage = noClasses()
            .that()
            .resideOutsideOfPackage(TRAINER + "logger.pushgateway")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.prometheus..");

    @ArchTest
    static final ArchRule picocli_staysInTheCommandLine = noClasses()
            .that()
            .resideOutsideOfPackages(TRAINER + "cli", "io.plumbline.trainer")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("picocli..");

    @ArchTest
    static final ArchRule noServiceAndNoBroker = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.plumbline.inference..", "io.plumbline.evaluator..", "io.plumbline.broker..");

    @ArchTest
    static final ArchRule kafka_staysWithTheDataThatComesFromIt = noClasses()
            .that()
            .resideOutsideOfPackage(TRAINER + "dataset.kafka")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule theGraph_knowsNeitherEngineNorFile = noClasses()
            .that()
            .resideInAPackage(TRAINER + "export.graph")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages("java..", "org.jspecify..", TRAINER + "export.graph");

    @ArchTest
    static final ArchRule metrics_knowDataAndExperimentOnly = noClasses()
            .that()
            .resideInAPackage(TRAINER + "metric")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(
                    "java..",
                    "org.jspecify..",
                    "io.plumbline.contracts..",
                    "io.plumbline.metrics..",
                    TRAINER + "dataset",
                    TRAINER + "experiment",
                    TRAINER + "metric");
}
