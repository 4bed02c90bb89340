package dev.holdfast.tests.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CaptureStreamTest {

    private static final int COOKED_V2 = 276;
    private static final int ETHERNET = 1;

    @Test
    void tellsWhenAndByWhichInterfaceAFrameCame() throws IOException {
        assertThat(read(capture(COOKED_V2, 7, 101)))
                .containsExactly(new CaptureStream.Frame(7_000_003, 101), new CaptureStream.Frame(7_000_003, 102));
    }

    @Test
    void aFrameThatIsCutShortIsNone() throws IOException {
        byte[] whole = capture(COOKED_V2, 7, 101);

        assertThat(read(Arrays.copyOf(whole, whole.length - 1))).hasSize(1);
        assertThat(read(Arrays.copyOf(whole, whole.length - 30))).hasSize(1);
    }

    @Test
    void otherCapturesAreRefused() {
        assertThatIOException().isThrownBy(() -> read(capture(ETHERNET, 7, 101)));
        assertThatIOException().isThrownBy(() -> read(new byte[5]));
    }

    private static List<CaptureStream.Frame> read(byte[] capture) throws IOException {
        List<CaptureStream.Frame> frames = new ArrayList<>();
        CaptureStream.read(new ByteArrayInputStream(capture), frames::add);
        return frames;
    }

    /** Two frames, the second one interface further. */
    private static byte[] capture(int kind, int seconds, int interfaceNumber) {
        ByteBuffer out = ByteBuffer.allocate(24 + 2 * (16 + 24)).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4);
        out.putInt(0).putInt(0).putInt(64).putInt(kind);
        for (int i = 0; i < 2; i++) {
            out.putInt(seconds).putInt(3).putInt(24).putInt(1500);
            out.put(ByteBuffer.allocate(24).putInt(4, interfaceNumber + i).array());
        }
        return out.array();
    }
}
