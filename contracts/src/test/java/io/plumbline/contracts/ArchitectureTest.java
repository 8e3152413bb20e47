package io.plumbline.contracts;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Holds the arrows of this module: the JDK alone, but for Jackson and protobuf in {@code codec}, Kafka in {@code kafka}. */
@AnalyzeClasses(packages = "io.plumbline.contracts", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule ONLY_CODEC_KNOWS_LIBRARIES = classes()
            .that()
            .resideOutsideOfPackages("io.plumbline.contracts.codec..", "io.plumbline.contracts.kafka..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.plumbline.contracts..", "java..", "javax..", "com.sun.net.httpserver..", "org.jspecify..");

    @ArchTest
    static final ArchRule KAFKA_KNOWS_THE_CLIENTS = classes()
            .that()
            .resideInAPackage("io.plumbline.contracts.kafka..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.plumbline.contracts..",
                    "java..",
                    "org.jspecify..",
                    "org.slf4j..",
                    "org.apache.kafka.clients..",
                    "org.apache.kafka.common..");

    @ArchTest
    static final ArchRule CODEC_KNOWS_JACKSON_AND_PROTOBUF = classes()
            .that()
            .resideInAPackage("io.plumbline.contracts.codec..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.plumbline.contracts..",
                    "java..",
                    "org.jspecify..",
                    "com.fasterxml.jackson..",
                    "org.yaml.snakeyaml..",
                    "com.google.protobuf..");

    @ArchTest
    static final ArchRule EVENTS_KNOW_NOTHING_ELSE = noClasses()
            .that()
            .resideInAPackage("io.plumbline.contracts.event")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.plumbline.contracts.codec..",
                    "io.plumbline.contracts.checkpoint..",
                    "io.plumbline.contracts.control..");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("io.plumbline.contracts.(*)..").should().beFreeOfCycles();
}
