package dev.holdfast.interceptors.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class SystemdSocketTest {

    @TempDir
    Path directory;

    @Test
    void theMessageArrivesAsOneDatagram() throws Exception {
        Path socket = directory.resolve("notify");
        Process listener = new ProcessBuilder("python3", "-c", """
                import socket, sys
                s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
                s.bind(sys.argv[1])
                print(s.recv(200).decode().replace(chr(10), "|"))
                """, socket.toString())
                .redirectErrorStream(true)
                .start();
        while (!Files.exists(socket)) {
            TimeUnit.MILLISECONDS.sleep(5);
        }

        SystemdSocket.tell(socket.toString(), "READY=1\nSTATUS=follows");

        assertThat(new String(listener.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("READY=1|STATUS=follows\n");
    }

    @Test
    void nobodyIsNoFaultButAPlaceWhereNobodyListensIs() throws IOException {
        SystemdSocket.tell(null, "READY=1");
        assertThatThrownBy(() -> SystemdSocket.tell(directory.resolve("none").toString(), "READY=1"))
                .isInstanceOf(IOException.class);
    }
}
