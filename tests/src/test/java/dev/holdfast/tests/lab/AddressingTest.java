package dev.holdfast.tests.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.actors.cli.CommandFailure;
import dev.holdfast.actors.cli.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressingTest {

    @ParameterizedTest
    @CsvSource({
        "10.77.0.10, 10.77.0.1, 10.77.0.2, 24",
        "10.77.0.1, 10.77.0.2, 10.77.0.3, 24",
        "10.77.0.2, 10.77.0.1, 10.77.0.3, 24",
        "fd77::10, fd77::1, fd77::2, 64",
        "fd77:0:0:1::a, fd77::1:0:0:0:1, fd77::1:0:0:0:2, 64",
    })
    void putsClientAndHostBesideTheVirtualAddress(String vip, String client, String host, int prefix) {
        Addressing addressing = Addressing.around(vip);

        assertThat(addressing.client()).isEqualTo(client);
        assertThat(addressing.hosts())
                .hasSize(3)
                .startsWith(host)
                .doesNotHaveDuplicates()
                .doesNotContain(client, addressing.vip());
        assertThat(addressing.prefix()).isEqualTo(prefix);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "224.0.0.1", "::", "300.1.1.1", "", "10.0.0.1/24", "fd77::zz"})
    void refusesWhatIsNoUnicastAddress(String vip) {
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> Addressing.around(vip))
                .satisfies(failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE));
    }

    @Test
    void bracketsIpv6InUrls() {
        assertThat(Addressing.around("fd77::10").inUrl()).isEqualTo("[fd77::10]");
    }
}
