package dev.holdfast.persistence.serialization;

/** Bytes that no version of us has written; the message says what was expected at which byte. */
public final class MalformedEventException extends RuntimeException {

    private final String manifest;
    private final int position;

    MalformedEventException(String manifest, int position, String what) {
        super(manifest + ", byte " + position + ": " + what);
        this.manifest = manifest;
        this.position = position;
    }

    /** What the bytes were said to be. */
    public String manifest() {
        return manifest;
    }

    public int position() {
        return position;
    }
}
