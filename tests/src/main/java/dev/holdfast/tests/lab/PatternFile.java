package dev.holdfast.tests.lab;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;

/** A large file whose bytes differ everywhere, so that a lost, doubled or moved piece changes its digest. */
public record PatternFile(long bytes, String sha256) {

    private static final int BLOCK = 1 << 20;

    public static PatternFile write(Path path, long bytes) {
        ByteBuffer block = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
        SplittableRandom random = new SplittableRandom(1);
        while (block.hasRemaining()) {
            block.putLong(random.nextLong());
        }
        MessageDigest digest = newDigest();
        try (OutputStream out = Files.newOutputStream(path)) {
            long written = 0;
            for (long number = 0; written < bytes; number++) {
                block.putLong(0, number);
                int length = (int) Math.min(BLOCK, bytes - written);
                out.write(block.array(), 0, length);
                digest.update(block.array(), 0, length);
                written += length;
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return new PatternFile(bytes, HexFormat.of().formatHex(digest.digest()));
    }

    static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
