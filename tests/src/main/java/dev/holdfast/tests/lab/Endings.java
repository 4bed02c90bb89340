package dev.holdfast.tests.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How connections ended on the wire, read from a capture by a parser that shares nothing with the product's.
 *
 * @param resets frames with RST from the virtual address
 * @param earlyFins connections on which the virtual address sent a FIN before the client did
 * @param connections client ports that sent a SYN
 */
public record Endings(int resets, int earlyFins, int connections) {

    private static final int MAGIC = 0xa1b2c3d4;
    private static final int GLOBAL_HEADER = 24;
    private static final int RECORD_HEADER = 16;
    private static final int FIN = 1;
    private static final int SYN = 2;
    private static final int RST = 4;

    /** One TCP frame, as far as its ending goes. */
    private record Frame(boolean fromServer, int clientPort, int flags) {}

    static Endings read(Path capture, String vip) throws IOException {
        List<Frame> frames = frames(ByteBuffer.wrap(Files.readAllBytes(capture)), vip);
        Map<Integer, Boolean> clientEnded = new HashMap<>();
        Set<Integer> early = new HashSet<>();
        Set<Integer> opened = new HashSet<>();
        int resets = 0;
        for (Frame frame : frames) {
            if (!frame.fromServer() && (frame.flags() & SYN) != 0) {
                opened.add(frame.clientPort());
                clientEnded.put(frame.clientPort(), false);
            }
            if (!frame.fromServer() && (frame.flags() & (FIN | RST)) != 0) {
                clientEnded.put(frame.clientPort(), true);
            }
            if (frame.fromServer() && (frame.flags() & RST) != 0) {
                resets++;
            }
            if (frame.fromServer()
                    && (frame.flags() & FIN) != 0
                    && !clientEnded.getOrDefault(frame.clientPort(), false)) {
                early.add(frame.clientPort());
            }
        }
        return new Endings(resets, early.size(), opened.size());
    }

    private static List<Frame> frames(ByteBuffer capture, String vip) throws IOException {
        capture.order(ByteOrder.LITTLE_ENDIAN);
        if (capture.remaining() < GLOBAL_HEADER || capture.getInt(0) != MAGIC) {
            throw new IOException("not a capture in tcpdump's own format");
        }
        byte[] address = InetAddress.getByName(vip).getAddress();
        List<Frame> frames = new ArrayList<>();
        int at = GLOBAL_HEADER;
        while (at + RECORD_HEADER <= capture.limit()) {
            int length = capture.getInt(at + 8);
            at += RECORD_HEADER;
            if (length < 0 || length > capture.limit() - at) {
                break;
            }
            Frame frame = frame(capture.slice(at, length).order(ByteOrder.BIG_ENDIAN), address);
            if (frame != null) {
                frames.add(frame);
            }
            at += length;
        }
        return frames;
    }

    private static @org.jspecify.annotations.Nullable Frame frame(ByteBuffer ethernet, byte[] vip) {
        try {
            int type = ethernet.getShort(12) & 0xffff;
            if (type == 0x0800) {
                int header = (ethernet.get(14) & 0xf) * 4;
                return tcp(ethernet, 14 + header, 26, vip);
            }
            return type == 0x86dd ? tcp(ethernet, 14 + 40, 22, vip) : null;
        } catch (IndexOutOfBoundsException | BufferUnderflowException cutShort) {
            return null;
        }
    }

    private static Frame tcp(ByteBuffer ethernet, int tcp, int sourceAddress, byte[] vip) {
        boolean fromServer = true;
        for (int i = 0; i < vip.length; i++) {
            fromServer &= ethernet.get(sourceAddress + i) == vip[i];
        }
        int clientPort = ethernet.getShort(fromServer ? tcp + 2 : tcp) & 0xffff;
        return new Frame(fromServer, clientPort, ethernet.get(tcp + 13));
    }
}
