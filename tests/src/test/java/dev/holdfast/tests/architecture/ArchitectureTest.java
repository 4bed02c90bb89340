package dev.holdfast.tests.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import dev.holdfast.actors.connection.ConnectionEntity;
import dev.holdfast.protocol.connection.Connection;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The arrows of the design's section 2, and the purity of the core. */
class ArchitectureTest {

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.holdfast");

    private static final ArchRule ARROWS = Architectures.layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("dev.holdfast..")
            .layer("protocol")
            .definedBy("dev.holdfast.protocol..")
            .layer("config")
            .definedBy("dev.holdfast.config..")
            .layer("interceptors")
            .definedBy("dev.holdfast.interceptors..")
            .layer("persistence")
            .definedBy("dev.holdfast.persistence..")
            .layer("actors")
            .definedBy("dev.holdfast.actors..")
            .layer("testkit")
            .definedBy("dev.holdfast.testkit..")
            .layer("tests")
            .definedBy("dev.holdfast.tests..")
            .whereLayer("tests")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("testkit")
            .mayOnlyBeAccessedByLayers("tests")
            .whereLayer("actors")
            .mayOnlyBeAccessedByLayers("testkit", "tests")
            .whereLayer("interceptors")
            .mayOnlyBeAccessedByLayers("actors", "testkit", "tests")
            .whereLayer("persistence")
            .mayOnlyBeAccessedByLayers("actors", "testkit", "tests")
            .whereLayer("config")
            .mayOnlyBeAccessedByLayers("interceptors", "persistence", "actors", "testkit", "tests");

    private static final ArchRule CORE_USES_THE_JDK_ONLY = classes()
            .that()
            .resideInAPackage("dev.holdfast.protocol..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.holdfast.protocol..", "java..", "org.jspecify.annotations..");

    private static final ArchRule CORE_HAS_NO_CLOCK_THREAD_SOCKET_OR_CHANCE = noClasses()
            .that()
            .resideInAPackage("dev.holdfast.protocol..")
            .should()
            .dependOnClassesThat(isOneOf(List.of(
                    "java.lang.Thread",
                    "java.util.Random",
                    "java.util.concurrent.ThreadLocalRandom",
                    "java.security.SecureRandom",
                    "java.time.Clock",
                    "java.net.Socket",
                    "java.net.DatagramSocket",
                    "java.nio.file.Files",
                    "java.lang.foreign.Linker")))
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Math.class, "random");

    private static final ArchRule EDGES_KNOW_NO_AKKA = noClasses()
            .that()
            .resideInAnyPackage("dev.holdfast.protocol..", "dev.holdfast.config..", "dev.holdfast.interceptors..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("akka..");

    private static final ArchRule ONE_READER_OF_HOCON = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.holdfast.protocol..", "dev.holdfast.interceptors..", "dev.holdfast.persistence.journal..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.typesafe.config..");

    private static final ArchRule PCAP_STAYS_AT_THE_EDGE = noClasses()
            .that()
            .resideOutsideOfPackage("dev.holdfast.interceptors.link..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.pcap4j..", "com.sun.jna..");

    private static final ArchRule MODELS_NEED_NO_FRAMEWORK = classes()
            .that()
            .resideInAPackage("dev.holdfast.testkit")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.holdfast.testkit", "dev.holdfast.protocol..", "java..", "org.jspecify.annotations..");

    private static final ArchRule NO_NAMELESS_CONCEPTS = noClasses()
            .should()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Impl");

    private static DescribedPredicate<JavaClass> isOneOf(List<String> names) {
        return DescribedPredicate.describe("is one of " + names, type -> names.contains(type.getName()));
    }

    @Test
    void modulesDependOnEachOtherOnlyAlongTheArrows() {
        ARROWS.check(HOUSE);
    }

    @Test
    void theCoreUsesTheJdkOnly() {
        CORE_USES_THE_JDK_ONLY.check(HOUSE);
    }

    @Test
    void theCoreKnowsNoClockThreadSocketOrChance() {
        CORE_HAS_NO_CLOCK_THREAD_SOCKET_OR_CHANCE.check(HOUSE);
    }

    @Test
    void coreConfigurationAndEdgesKnowNoAkka() {
        EDGES_KNOW_NO_AKKA.check(HOUSE);
    }

    @Test
    void onlyConfigurationReadsHocon() {
        ONE_READER_OF_HOCON.check(HOUSE);
    }

    @Test
    void pcapStaysInTheLinks() {
        PCAP_STAYS_AT_THE_EDGE.check(HOUSE);
    }

    @Test
    void theSimulatorsModelsNeedNoFramework() {
        MODELS_NEED_NO_FRAMEWORK.check(HOUSE);
    }

    @Test
    void classesAreNamedForConcepts() {
        NO_NAMELESS_CONCEPTS.check(HOUSE);
    }

    @Test
    void packagesOfAModuleHaveNoCycles() {
        for (String module : List.of("interceptors", "persistence", "actors", "testkit")) {
            SlicesRuleDefinition.slices()
                    .matching("dev.holdfast." + module + ".(*)..")
                    .should()
                    .beFreeOfCycles()
                    .check(HOUSE);
        }
    }

    @Test
    void theRulesFindWhatBreaksThem() {
        JavaClasses broken = new ClassFileImporter().importClasses(ConnectionEntity.class, Connection.class);
        ArchRule upsideDown = noClasses()
                .that()
                .resideInAPackage("dev.holdfast.actors..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("akka..");
        assertThat(broken).hasSize(2);
        assertThatThrownBy(() -> upsideDown.check(broken)).isInstanceOf(AssertionError.class);
    }
}
