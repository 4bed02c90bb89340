package dev.holdfast.tests.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * What a client program printed, as it came.
 *
 * @param longestStallMillis the longest wait for the next bytes
 */
public record Received(long bytes, String sha256, double longestStallMillis) {

    /** Reads to the end; {@code progress} hears how many bytes there are so far, and must not wait. */
    public static Received from(InputStream stream, LongConsumer progress) {
        MessageDigest digest = PatternFile.newDigest();
        byte[] buffer = new byte[1 << 17];
        long bytes = 0;
        long longest = 0;
        long before = System.nanoTime();
        try {
            for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
                longest = Math.max(longest, System.nanoTime() - before);
                digest.update(buffer, 0, count);
                bytes += count;
                progress.accept(bytes);
                before = System.nanoTime();
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return new Received(
                bytes, HexFormat.of().formatHex(digest.digest()), longest / (double) TimeUnit.MILLISECONDS.toNanos(1));
    }
}
