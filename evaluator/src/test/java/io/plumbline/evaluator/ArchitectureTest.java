package io.plumbline.evaluator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.plumbline.evaluator", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule joining_and_tallying_need_contracts_and_metrics_alone = classes()
            .that()
            .resideInAnyPackage("..evaluator.join..", "..evaluator.tally..", "..evaluator.compare..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.plumbline.evaluator.join..",
                    "io.plumbline.evaluator.tally..",
                    "io.plumbline.evaluator.statistic..",
                    "io.plumbline.evaluator.cohort..",
                    "io.plumbline.evaluator.compare..",
                    "io.plumbline.evaluator.stored..",
                    "io.plumbline.contracts..",
                    "io.plumbline.metrics..",
                    "java..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule drift_needs_no_kafka = noClasses()
            .that()
            .resideInAPackage("..evaluator.drift..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..evaluator.stream..", "..evaluator.telemetry..", "..evaluator.cli..");

    @ArchTest
    static final ArchRule tallies_know_no_rows = noClasses()
            .that()
            .resideInAPackage("..evaluator.tally..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..evaluator.join..");

    @ArchTest
    static final ArchRule comparing_knows_neither_rows_nor_tallies = noClasses()
            .that()
            .resideInAPackage("..evaluator.compare..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..evaluator.join..", "..evaluator.tally..");

    @ArchTest
    static final ArchRule kafka_stays_in_stream = noClasses()
            .that()
            .resideOutsideOfPackage("..evaluator.stream..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule prometheus_stays_in_telemetry = noClasses()
            .that()
            .resideOutsideOfPackage("..evaluator.telemetry..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.prometheus..");

    @ArchTest
    static final ArchRule picocli_stays_in_cli = noClasses()
            .that()
            .resideOutsideOfPackages("..evaluator.cli..", "io.plumbline.evaluator")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("picocli..");

    @ArchTest
    static final ArchRule other_services_are_unknown = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.plumbline.trainer..",
                    "io.plumbline.inference..",
                    "io.plumbline.local..",
                    "io.plumbline.broker..");

    @ArchTest
    static final ArchRule packages_have_no_cycles =
            slices().matching("io.plumbline.evaluator.(*)..").should().beFreeOfCycles();
}
