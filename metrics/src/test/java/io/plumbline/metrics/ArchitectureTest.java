package io.plumbline.metrics;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.plumbline.metrics", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule the_jdk_is_enough = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.plumbline.metrics..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule exact_sums_know_no_metric = classes()
            .that()
            .resideInAPackage("..metrics.exact..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.plumbline.metrics.exact..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule packages_have_no_cycles =
            slices().matching("io.plumbline.metrics.(*)..").should().beFreeOfCycles();
}
