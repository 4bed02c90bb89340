package dev.holdfast.protocol.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.protocol.wire.Endpoint;
import dev.holdfast.protocol.wire.FourTuple;
import dev.holdfast.protocol.wire.IpAddress;
import dev.holdfast.protocol.wire.SeqNum;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionIdTest {

    @ParameterizedTest
    @CsvSource({"10.77.0.1, 10.77.0.10", "fd77::1, fd77::10"})
    void aNameTellsTheServersAddress(String client, String server) {
        ConnectionId id = new ConnectionId(
                "a_b",
                new FourTuple(new Endpoint(IpAddress.parse(client), 40_001), new Endpoint(IpAddress.parse(server), 80)),
                SeqNum.of(-1));

        assertThat(ConnectionId.serverOf(id.name())).contains(IpAddress.parse(server));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "_",
                ":",
                "_:_",
                "web",
                "10.77.0.10:80",
                "web_10.77.0.1:1_somewhere:80_11",
                "web_10.77.0.1:1_[fd77::10:80_11"
            })
    void whatIsNoNameTellsNothing(String text) {
        assertThat(ConnectionId.serverOf(text)).isEmpty();
    }
}
