package dev.holdfast.tests.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndingsTest {

    private static final int SYN = 2;
    private static final int FIN = 1;
    private static final int RST = 4;
    private static final int FROM_CLIENT = 1;
    private static final int FROM_SERVER = 10;

    @TempDir
    Path directory = Path.of("");

    @Test
    void aServersFinAfterTheClientsIsAnOrderlyEnd() throws IOException {
        Endings endings = read(frame(FROM_CLIENT, SYN), frame(FROM_CLIENT, FIN), frame(FROM_SERVER, FIN));

        assertThat(endings).isEqualTo(new Endings(0, 0, 1));
    }

    @Test
    void aServersFinBeforeTheClientsIsEarly() throws IOException {
        Endings endings = read(frame(FROM_CLIENT, SYN), frame(FROM_SERVER, FIN), frame(FROM_CLIENT, FIN));

        assertThat(endings.earlyFins()).isEqualTo(1);
    }

    @Test
    void everyResetOfTheServerCounts() throws IOException {
        Endings endings = read(frame(FROM_CLIENT, SYN), frame(FROM_SERVER, RST), frame(FROM_CLIENT, RST));

        assertThat(endings.resets()).isEqualTo(1);
    }

    @Test
    void garbageInFramesIsPassedOver() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        for (int length = 0; length < 80; length++) {
            byte[] noise = new byte[length];
            random.nextBytes(noise);
            if (length > 13) {
                noise[12] = 8;
                noise[13] = 0;
            }
            assertThat(read(noise, frame(FROM_SERVER, RST)).resets()).isBetween(1, 2);
        }
    }

    private Endings read(byte[]... frames) throws IOException {
        ByteBuffer capture = ByteBuffer.allocate(10_000).order(ByteOrder.LITTLE_ENDIAN);
        capture.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4);
        capture.putInt(0).putInt(0).putInt(65535).putInt(1);
        for (byte[] frame : List.of(frames)) {
            capture.putInt(1)
                    .putInt(2)
                    .putInt(frame.length)
                    .putInt(frame.length)
                    .put(frame);
        }
        byte[] bytes = new byte[capture.position()];
        capture.get(0, bytes);
        return Endings.read(Files.write(directory.resolve("wire.pcap"), bytes), "10.77.0.10");
    }

    /** Ethernet, IPv4 and TCP between client port 5555 and the virtual address. */
    private static byte[] frame(int from, int flags) {
        ByteBuffer frame = ByteBuffer.allocate(54);
        frame.putShort(12, (short) 0x0800).put(14, (byte) 0x45).put(23, (byte) 6);
        frame.put(26, new byte[] {10, 77, 0, (byte) from});
        frame.putShort(from == FROM_SERVER ? 36 : 34, (short) 5555).put(47, (byte) flags);
        return frame.array();
    }
}
