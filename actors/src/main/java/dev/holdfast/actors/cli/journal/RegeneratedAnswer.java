package dev.holdfast.actors.cli.journal;

import dev.holdfast.persistence.capture.Outbound;
import dev.holdfast.protocol.wire.Payload;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What a fresh server answered to a playback, from a file: in place of what the journal does not hold. Owned by one thread. */
final class RegeneratedAnswer implements Outbound, AutoCloseable {

    private final RandomAccessFile file;
    private final long length;

    RegeneratedAnswer(Path answer) throws IOException {
        file = new RandomAccessFile(answer.toFile(), "r");
        length = file.length();
    }

    @Override
    public @Nullable Payload bytes(long offset, int count) throws IOException {
        if (offset + count > end()) {
            return null;
        }
        byte[] bytes = new byte[count];
        file.seek(offset - 1);
        file.readFully(bytes);
        return Payload.of(bytes);
    }

    @Override
    public long end() {
        return 1 + length;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
