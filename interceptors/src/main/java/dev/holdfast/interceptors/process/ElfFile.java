package dev.holdfast.interceptors.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What an ELF file says about how it is loaded (elf(5)). Damaged files give less, never an exception; at most
 * {@value #HEADERS_MAX} program headers and {@value #SEGMENT_MAX} bytes of a segment are looked at.
 *
 * @param is64 64-bit
 * @param machine the e_machine number
 * @param interpreter the dynamic linker, empty for a static program
 * @param isGo built by the Go tool chain, whose system calls do not go through libc
 */
record ElfFile(boolean is64, int machine, Optional<String> interpreter, boolean isGo) {

    private static final int HEADER_BYTES = 64;
    private static final int PROGRAM_HEADER_BYTES = 56;
    private static final int HEADERS_MAX = 128;
    private static final int SEGMENT_MAX = 4096;
    private static final int PT_INTERP = 3;
    private static final int PT_NOTE = 4;
    private static final int CLASS_64 = 2;

    /** Empty if the file is no ELF file. */
    static Optional<ElfFile> read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer header = bytes(channel, 0, HEADER_BYTES);
            if (header.limit() < 20 || header.getInt(0) != 0x464c457f) {
                return Optional.empty();
            }
            boolean is64 = header.get(4) == CLASS_64;
            int machine = header.getShort(18) & 0xffff;
            if (!is64 || header.limit() < HEADER_BYTES) {
                return Optional.of(new ElfFile(is64, machine, Optional.empty(), false));
            }
            return Optional.of(segments(channel, header, machine));
        }
    }

    private static ElfFile segments(FileChannel channel, ByteBuffer header, int machine) throws IOException {
        long at = header.getLong(32);
        int size = header.getShort(54) & 0xffff;
        int count = Math.min(header.getShort(56) & 0xffff, HEADERS_MAX);
        Optional<String> interpreter = Optional.empty();
        boolean isGo = false;
        for (int i = 0; i < count && size >= PROGRAM_HEADER_BYTES; i++) {
            ByteBuffer segment = bytes(channel, at + (long) i * size, PROGRAM_HEADER_BYTES);
            if (segment.limit() < PROGRAM_HEADER_BYTES) {
                break;
            }
            switch (segment.getInt(0)) {
                case PT_INTERP -> interpreter = Optional.of(text(content(channel, segment)));
                case PT_NOTE -> isGo |= hasGoNote(content(channel, segment));
                default -> {}
            }
        }
        return new ElfFile(true, machine, interpreter, isGo);
    }

    private static ByteBuffer content(FileChannel channel, ByteBuffer segment) throws IOException {
        long size = segment.getLong(32);
        return bytes(channel, segment.getLong(8), size < 0 || size > SEGMENT_MAX ? SEGMENT_MAX : (int) size);
    }

    private static String text(ByteBuffer bytes) {
        String all = StandardCharsets.ISO_8859_1.decode(bytes).toString();
        int end = all.indexOf(0);
        return end < 0 ? all : all.substring(0, end);
    }

    /** Notes are (name size, content size, type), name, content, each padded to 4 bytes; Go's build id has the owner "Go". */
    private static boolean hasGoNote(ByteBuffer notes) {
        int at = 0;
        while (at + 16 <= notes.limit()) {
            long nameBytes = notes.getInt(at) & 0xffff_ffffL;
            long contentBytes = notes.getInt(at + 4) & 0xffff_ffffL;
            if (nameBytes == 4 && notes.getInt(at + 12) == 0x00006f47) {
                return true;
            }
            long next = at + 12 + padded(nameBytes) + padded(contentBytes);
            if (next > notes.limit()) {
                return false;
            }
            at = (int) next;
        }
        return false;
    }

    private static long padded(long size) {
        return (size + 3) & ~3L;
    }

    /** Fewer bytes than asked for if the file ends before. */
    private static ByteBuffer bytes(FileChannel channel, long from, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        long at = from;
        while (at >= 0 && buffer.hasRemaining()) {
            int got = channel.read(buffer, at);
            if (got <= 0) {
                break;
            }
            at += got;
        }
        return buffer.flip();
    }
}
