package dev.holdfast.actors.cli.journal;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compares what is written here with a file and remembers the first difference. Owned by one thread at a time. */
final class ExpectedAnswer extends OutputStream {

    private final InputStream expected;
    private long position;
    private String difference = "";

    /** @throws IOException if {@code file} can not be read */
    ExpectedAnswer(Path file) throws IOException {
        expected = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    }

    @Override
    public void write(int value) throws IOException {
        int wanted = expected.read();
        int came = value & 0xff;
        if (difference.isEmpty() && wanted != came) {
            difference = wanted < 0
                    ? "byte " + position + ": " + "%02x came where the expected answer ends".formatted(came)
                    : "byte " + position + ": " + "%02x expected, %02x came".formatted(wanted, came);
        }
        position++;
    }

    /** Empty if all came as expected; to be asked when nothing more comes. */
    String difference() throws IOException {
        if (difference.isEmpty() && expected.read() >= 0) {
            difference = "byte " + position + ": the answer ends, more was expected";
        }
        return difference;
    }

    @Override
    public void close() throws IOException {
        expected.close();
    }
}
