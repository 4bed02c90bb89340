package dev.holdfast.persistence.capture;

import dev.holdfast.protocol.wire.Payload;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a server sent on one connection, as far as anybody has it: a journal does not. Owned by one thread. */
public interface Outbound {

    /** Only how much the client has acknowledged is known, from the journal. */
    Outbound UNKNOWN = new Outbound() {

        @Override
        public @Nullable Payload bytes(long offset, int length) {
            return null;
        }

        @Override
        public long end() {
            return 1;
        }
    };

    /** The bytes from outbound {@code offset} (data begins at 1) on, null if not all are known. */
    @Nullable
    Payload bytes(long offset, int length) throws IOException;

    /** The offset after the last byte that is known, 1 if there is none. */
    long end();
}
