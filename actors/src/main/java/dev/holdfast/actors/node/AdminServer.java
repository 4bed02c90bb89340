package dev.holdfast.actors.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.interceptors.loop.EventLoop;
import dev.holdfast.persistence.remote.JournalAnswers;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The admin socket: one line in, one JSON document out, for the socket's owner only (mode 0600).
 *
 * <p>Requests are answered one after the other by a thread of its own; what touches the node runs on the loop. Questions about the
 * journal are answered by {@link JournalAnswers} beside it, at most {@value #JOURNAL_READERS_MAX} at a time.
 */
final class AdminServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
    private static final int REQUEST_BYTES_MAX = 2048;
    private static final long PATIENCE_MILLIS = 3_000;
    private static final int JOURNAL_READERS_MAX = 4;

    private final ObjectMapper json = new ObjectMapper();
    private final Path path;
    private final ServerSocketChannel listener;
    private final NodeStatus status;
    private final EventLoop loop;
    private final Predicate<String> killServer;
    private final JournalAnswers journals;
    private final Semaphore journalReaders = new Semaphore(JOURNAL_READERS_MAX);

    private AdminServer(
            Path path,
            ServerSocketChannel listener,
            NodeStatus status,
            EventLoop loop,
            Predicate<String> killServer,
            JournalAnswers journals) {
        this.path = path;
        this.listener = listener;
        this.status = status;
        this.loop = loop;
        this.killServer = killServer;
        this.journals = journals;
    }

    static AdminServer open(
            Path path, NodeStatus status, EventLoop loop, Predicate<String> killServer, JournalAnswers journals)
            throws NodeFailure {
        try {
            Path directory = path.toAbsolutePath().getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            Files.deleteIfExists(path);
            ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            listener.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            AdminServer server = new AdminServer(path, listener, status, loop, killServer, journals);
            Thread.ofPlatform().daemon().name("holdfast-admin").start(server::serve);
            return server;
        } catch (IOException failed) {
            throw new NodeFailure("the admin socket " + path, failed);
        }
    }

    private void serve() {
        while (listener.isOpen()) {
            try {
                serve(listener.accept());
            } catch (ClosedChannelException _) {
                return;
            } catch (IOException failed) {
                LOG.debug("admin request failed: {}", failed.getMessage());
            }
        }
    }

    private void serve(SocketChannel accepted) throws IOException {
        boolean handedOn = false;
        try {
            String request = readLine(accepted);
            handedOn = JournalAnswers.concerns(request) && journalReaders.tryAcquire();
            if (handedOn) {
                Thread.ofPlatform()
                        .daemon()
                        .name("holdfast-journal-reader")
                        .start(() -> readJournal(request, accepted));
            } else {
                ByteBuffer answer = ByteBuffer.wrap(json.writeValueAsBytes(answer(request)));
                while (answer.hasRemaining()) {
                    accepted.write(answer);
                }
            }
        } finally {
            if (!handedOn) {
                accepted.close();
            }
        }
    }

    private void readJournal(String request, SocketChannel listening) {
        try (listening) {
            journals.answer(request, Channels.newOutputStream(listening));
        } catch (IOException gone) {
            LOG.debug("a reader of the journal is gone: {}", gone.getMessage());
        } finally {
            journalReaders.release();
        }
    }

    private static String readLine(SocketChannel client) throws IOException {
        ByteBuffer line = ByteBuffer.allocate(REQUEST_BYTES_MAX);
        while (line.hasRemaining() && client.read(line) >= 0) {
            if (line.position() > 0 && line.get(line.position() - 1) == '\n') {
                break;
            }
        }
        return StandardCharsets.UTF_8.decode(line.flip()).toString().strip();
    }

    private Object answer(String request) throws JsonProcessingException {
        if (request.equals("status")) {
            return onLoop(status::document);
        }
        if (request.startsWith("kill-server ")) {
            String service = request.substring("kill-server ".length()).strip();
            return onLoop(() -> killServer.test(service)
                    ? Map.of("ok", true)
                    : Map.of("ok", false, "error", "there is no service " + service));
        }
        return Map.of("ok", false, "error", "unknown request; known: status, kill-server SERVICE");
    }

    private Object onLoop(Supplier<Object> question) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException failed) {
                answer.completeExceptionally(failed);
            }
        });
        try {
            return answer.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            LOG.warn("an admin request was not answered", failed);
            return Map.of("ok", false, "error", "the node is too busy or failed: " + failed.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Map.of("ok", false, "error", "interrupted");
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        Files.deleteIfExists(path);
    }
}
