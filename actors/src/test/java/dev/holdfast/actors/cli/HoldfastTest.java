package dev.holdfast.actors.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HoldfastTest {

    @Test
    void helpIsNoFailure() {
        assertThat(Holdfast.run("--help")).isZero();
    }

    @Test
    void anUnknownCommandIsAUsageError() {
        assertThat(Holdfast.run("nonsense")).isEqualTo(ExitCode.USAGE.number());
    }

    @Test
    void aMissingConfigurationIsAConfigurationError() {
        assertThat(Holdfast.run("node", "--config", "/nonexistent/holdfast.conf"))
                .isEqualTo(ExitCode.CONFIGURATION.number());
    }

    @Test
    void aNodeThatIsNotThereIsNotReachable() {
        assertThat(Holdfast.run("status", "--socket", "/nonexistent/admin.sock"))
                .isEqualTo(ExitCode.NOT_REACHABLE.number());
    }
}
