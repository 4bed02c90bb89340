package dev.holdfast.interceptors.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CommandTest {

    @Test
    void givesOutputAndTakesInput() throws CommandFailed {
        assertThat(Command.of("cat").withInput("held").run()).isEqualTo("held");
    }

    @Test
    void quotesTheToolAndSaysWhatToDo() {
        assertThatThrownBy(() -> Command.of("sh", "-c", "echo RTNETLINK: Operation not permitted >&2; exit 2")
                        .run())
                .hasMessageContaining("exit 2")
                .hasMessageContaining("RTNETLINK: Operation not permitted")
                .hasMessageContaining("CAP_NET_ADMIN");
    }

    @Test
    void namesTheToolThatIsMissing() {
        assertThatThrownBy(() -> Command.of("no-such-tool-at-all").run())
                .hasMessageContaining("no-such-tool-at-all")
                .hasMessageContaining("installed");
    }

    @Test
    void endsWhatTakesTooLong() {
        assertThatThrownBy(() -> Command.of("sleep", "60")
                        .withLimit(Duration.ofMillis(50))
                        .run())
                .hasMessageContaining("did not end within");
    }

    @Test
    void readsAnInterfaceAndNamesThoseThatThereAre() throws Exception {
        assertThat(Nic.named("lo").mac()).isZero();
        assertThatThrownBy(() -> Nic.named("nosuch0")).hasMessageContaining("lo");
        assertThatThrownBy(() -> Nic.named("a-name-that-is-too-long")).hasMessageContaining("lo");
    }

    @Test
    void writesEthernetAddressesAsTheyAreRead() {
        assertThat(Mac.format(Mac.parse("02:48:0a:ff:00:0a"))).isEqualTo("02:48:0a:ff:00:0a");
        assertThatThrownBy(() -> Mac.parse("02:48:0a")).isInstanceOf(IllegalArgumentException.class);
    }
}
