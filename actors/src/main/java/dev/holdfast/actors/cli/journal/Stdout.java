package dev.holdfast.actors.cli.journal;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Standard output as a stream for bytes; closing it only sends what is left. */
final class Stdout extends FilterOutputStream {

    Stdout() {
        super(System.out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
        flush();
    }

    /** The stream that a command line means: {@code -} is standard output. */
    static OutputStream orFile(Path file) throws IOException {
        return file.equals(Path.of("-")) ? new Stdout() : Files.newOutputStream(file);
    }
}
