package dev.holdfast.persistence.remote;

/**
 * The sorts of frames of an answer, by their first byte; an answer ends with {@link #END}, or it was cut off.
 *
 * <pre>
 *   I  persistence id   modified UTF-8
 *   N  number           i64
 *   E  entry            length i32, {@link dev.holdfast.persistence.journal.EntryFormat}
 *   D  damage           place, what: modified UTF-8
 *   X  refusal          why: modified UTF-8
 *   .  the end
 * </pre>
 */
final class Frame {

    static final int ID = 'I';
    static final int NUMBER = 'N';
    static final int ENTRY = 'E';
    static final int DAMAGE = 'D';
    static final int REFUSAL = 'X';
    static final int END = '.';

    private Frame() {}
}
