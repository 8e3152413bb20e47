package io.plumbline.local;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Which package may know which library, and which package. */
class ArchitectureTest {
    private static final String BASE = "io.plumbline.local";
    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(BASE);

    @Test
    void eachLibrary_isKnownToItsPackagesOnly() {
        // Topics are handed from the broker module to its broker as they are: no class of ours reads their types.
        only(new String[] {BASE + ".produce.."}, "org.apache.kafka.clients.producer..", "org.apache.kafka.common..");
        only(new String[] {BASE + ".cli..", BASE + ".demo.."}, "io.plumbline.broker..");
        only(new String[] {BASE, BASE + ".cli.."}, "picocli..");
    }

    @Test
    void services_areStartedAndNeverLinked() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.plumbline.trainer..",
                        "io.plumbline.inference..",
                        "io.plumbline.evaluator..",
                        "io.plumbline.metrics..")
                .check(CODE);
    }

    @Test
    void partsOfTheDemo_knowNeitherEachOtherNorTheDemo() {
        for (String part : new String[] {"process", "produce", "scrape"}) {
            for (String other : new String[] {"process", "produce", "scrape", "demo", "cli"}) {
                if (!part.equals(other)) {
                    noClasses()
                            .that()
                            .resideInAPackage(BASE + "." + part + "..")
                            .should()
                            .dependOnClassesThat()
                            .resideInAPackage(BASE + "." + other + "..")
                            .check(CODE);
                }
            }
        }
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
