package dev.holdfast.interceptors.link;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.holdfast.interceptors.libc.Libc;
import dev.holdfast.interceptors.libc.SocketCalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An assembler for classic BPF, the language in which the kernel is told which frames a socket wants.
 *
 * <p>Jumps go forward to labels; an instruction without a label falls through. The kernel checks a program again when it is
 * attached.
 */
final class SocketFilter {

    /** Where the kernel's own facts about a packet are loaded from. */
    static final int PACKET_TYPE = -0x1000 + 4;

    static final int MARK = -0x1000 + 20;
    static final int VLAN_PRESENT = -0x1000 + 48;

    static final int OUTGOING = 4;

    private static final int SO_ATTACH_FILTER = 26;
    private static final int LOAD_WORD = 0x20;
    private static final int LOAD_HALF = 0x28;
    private static final int LOAD_BYTE = 0x30;
    private static final int JUMP_EQUAL = 0x15;
    private static final int JUMP_SET = 0x45;
    private static final int RETURN = 0x06;
    private static final int JUMP_MAX = 255;
    private static final String NEXT = "";

    private record Instruction(int code, int value, String then, String otherwise) {}

    private final List<Instruction> program = new ArrayList<>();
    private final Map<String, Integer> labels = new HashMap<>();
    private int unnamed;

    SocketFilter label(String name) {
        if (labels.put(name, program.size()) != null) {
            throw new IllegalStateException("label " + name + " is there already");
        }
        return this;
    }

    String newLabel() {
        return "#" + unnamed++;
    }

    SocketFilter word(int at) {
        return add(LOAD_WORD, at, NEXT, NEXT);
    }

    SocketFilter half(int at) {
        return add(LOAD_HALF, at, NEXT, NEXT);
    }

    SocketFilter octet(int at) {
        return add(LOAD_BYTE, at, NEXT, NEXT);
    }

    /** Goes to {@code then} if what was loaded last is {@code value}, else on. */
    SocketFilter ifEqual(int value, String then) {
        return add(JUMP_EQUAL, value, then, NEXT);
    }

    /** Goes to {@code otherwise} unless what was loaded last is {@code value}, else on. */
    SocketFilter unlessEqual(int value, String otherwise) {
        return add(JUMP_EQUAL, value, NEXT, otherwise);
    }

    /** Goes to {@code then} if what was loaded last has one of these bits, else on. */
    SocketFilter ifAnyBit(int bits, String then) {
        return add(JUMP_SET, bits, then, NEXT);
    }

    /** Goes to {@code otherwise} unless the 16 bytes at {@code at} are {@code high} and {@code low}, else on. */
    SocketFilter unlessEqual16(int at, long high, long low, String otherwise) {
        return word(at).unlessEqual((int) (high >>> 32), otherwise)
                .word(at + 4)
                .unlessEqual((int) high, otherwise)
                .word(at + 8)
                .unlessEqual((int) (low >>> 32), otherwise)
                .word(at + 12)
                .unlessEqual((int) low, otherwise);
    }

    /** Ends: the first {@code bytes} of the packet are wanted; 0 for none. */
    SocketFilter take(int bytes) {
        return add(RETURN, bytes, NEXT, NEXT);
    }

    private SocketFilter add(int code, int value, String then, String otherwise) {
        program.add(new Instruction(code, value, then, otherwise));
        return this;
    }

    void attach(int fd) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment header = arena.allocate(16, 8);
            header.set(JAVA_SHORT, 0, (short) program.size());
            header.set(ADDRESS, 8, assemble(arena));
            Libc.check(
                    SocketCalls.setsockopt(fd, SocketCalls.SOL_SOCKET, SO_ATTACH_FILTER, header),
                    "attach the socket filter");
        }
    }

    private MemorySegment assemble(Arena arena) {
        MemorySegment code = arena.allocate(8L * program.size(), 8);
        for (int i = 0; i < program.size(); i++) {
            Instruction instruction = program.get(i);
            code.set(JAVA_SHORT, i * 8L, (short) instruction.code());
            code.set(JAVA_BYTE, i * 8L + 2, (byte) distance(i, instruction.then()));
            code.set(JAVA_BYTE, i * 8L + 3, (byte) distance(i, instruction.otherwise()));
            code.set(JAVA_INT, i * 8L + 4, instruction.value());
        }
        return code;
    }

    private int distance(int from, String label) {
        if (label.equals(NEXT)) {
            return 0;
        }
        Integer target = labels.get(label);
        if (target == null || target <= from || target - from - 1 > JUMP_MAX) {
            throw new IllegalStateException("cannot jump from " + from + " to " + label + " at " + target);
        }
        return target - from - 1;
    }
}
