package io.plumbline.inference;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** Which package may know which library, and which package. */
class ArchitectureTest {
    private static final String BASE = "io.plumbline.inference";
    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(BASE);

    @Test
    void eachLibrary_isKnownToItsPackagesOnly() {
        only(new String[] {BASE + ".model.."}, "ai.djl..", "ai.onnxruntime..", "com.google.protobuf..");
        only(new String[] {BASE + ".guard.."}, "io.github.resilience4j..");
        only(
                new String[] {BASE + ".stream..", BASE + ".control..", BASE + ".deadletter..", BASE + ".doctor.."},
                "org.apache.kafka..");
        // The root package makes the registry that it passes in.
        only(new String[] {BASE, BASE + ".telemetry.."}, "io.prometheus..");
        only(new String[] {BASE, BASE + ".cli.."}, "picocli..");
        only(new String[] {BASE + ".telemetry.."}, "ch.qos.logback..");
    }

    @Test
    void batching_knowsTheJdkAndContractsOnly() {
        ArchRule rule = classes()
                .that()
                .resideInAPackage(BASE + ".batch..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "io.plumbline.contracts..", BASE + ".batch..", "org.jspecify..");
        rule.check(CODE);
    }

    @Test
    void model_andGuard_knowNoOtherPackageOfTheService() {
        for (String own : new String[] {"model", "guard"}) {
            noClasses()
                    .that()
                    .resideInAPackage(BASE + "." + own + "..")
                    .should()
                    .dependOnClassesThat(JavaClass.Predicates.resideInAPackage(BASE + "..")
                            .and(JavaClass.Predicates.resideOutsideOfPackage(BASE + "." + own + "..")))
                    .check(CODE);
        }
    }

    @Test
    void service_knowsNoOtherService() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.plumbline.trainer..",
                        "io.plumbline.evaluator..",
                        "io.plumbline.local..",
                        "io.plumbline.broker..",
                        "io.plumbline.metrics..")
                .check(CODE);
    }

    @Test
    void packages_formNoCycles() {
        slices().matching(BASE + ".(*)..").should().beFreeOfCycles().check(CODE);
    }

    private static void only(String[] packages, String... libraries) {
        noClasses()
                .that()
                .resideOutsideOfPackages(packages)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(libraries)
                .check(CODE);
    }
}
