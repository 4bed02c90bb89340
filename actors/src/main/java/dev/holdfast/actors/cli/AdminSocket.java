package dev.holdfast.actors.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks a running node over its Unix socket: one line there, one JSON document back, then the end.
 *
 * <p>An answer is at most {@value #ANSWER_BYTES_MAX} bytes and comes in time, or the question fails. Safe for any thread.
 */
public record AdminSocket(Path path, Duration patience) {

    private static final int ANSWER_BYTES_MAX = 16 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    public AdminSocket(Path path) {
        this(path, Duration.ofSeconds(5));
    }

    /** The node's answer to {@code request}; fails with the exit code that fits. */
    public JsonNode ask(String request) {
        try (ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor()) {
            var answer = asking.submit(() -> exchange(request));
            try {
                return parse(answer.get(patience.toMillis(), TimeUnit.MILLISECONDS));
            } catch (TimeoutException slow) {
                answer.cancel(true);
                throw new CommandFailure(
                        ExitCode.TIMED_OUT,
                        "the node at " + path + " did not answer within " + patience.toMillis() + " ms",
                        "its log says what it is doing");
            } catch (ExecutionException failed) {
                throw new CommandFailure(
                        ExitCode.NOT_REACHABLE,
                        "no node answers at " + path + " (" + reason(failed) + ")",
                        "is it running, and are you root or the user that it runs as?");
            } catch (InterruptedException interrupted) {
                answer.cancel(true);
                Thread.currentThread().interrupt();
                throw new CommandFailure(ExitCode.FAILED, "interrupted", "");
            }
        }
    }

    private String exchange(String request) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(path));
            ByteBuffer line = ByteBuffer.wrap((request + "\n").getBytes(StandardCharsets.UTF_8));
            while (line.hasRemaining()) {
                channel.write(line);
            }
            return readAll(channel);
        }
    }

    private static String readAll(SocketChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        while (channel.read(buffer) >= 0) {
            if (buffer.hasRemaining()) {
                continue;
            }
            if (buffer.capacity() >= ANSWER_BYTES_MAX) {
                throw new IOException("its answer is longer than " + ANSWER_BYTES_MAX + " bytes");
            }
            buffer = ByteBuffer.allocate(buffer.capacity() * 2).put(buffer.flip());
        }
        return StandardCharsets.UTF_8.decode(buffer.flip()).toString();
    }

    private JsonNode parse(String answer) {
        try {
            return JSON.readTree(answer);
        } catch (JsonProcessingException malformed) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "what answers at " + path + " does not speak JSON: " + malformed.getOriginalMessage(),
                    "is this the admin socket of a node of the same version?");
        }
    }

    private static String reason(ExecutionException failed) {
        Throwable cause = failed.getCause() == null ? failed : failed.getCause();
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
