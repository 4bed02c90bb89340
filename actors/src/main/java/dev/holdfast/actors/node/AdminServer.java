package dev.holdfast.actors.node;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The admin socket: one line in, one JSON document out, for the socket's owner only (mode 0600).
 *
 * <p>Each question has a thread of its own, some seconds, and company of at most {@value #ASKERS_MAX}; more are hung up on. Questions
 * about the journal are answered by {@link JournalAnswers}, at most {@value #JOURNAL_READERS_MAX} at a time, for as long as they read.
 */
final class AdminServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
    private static final int REQUEST_BYTES_MAX = 2048;
    private static final int ASKERS_MAX = 16;
    private static final int JOURNAL_READERS_MAX = 4;
    private static final Executor AFTER_PATIENCE = CompletableFuture.delayedExecutor(10, TimeUnit.SECONDS);

    private final Path path;
    private final ServerSocketChannel listener;
    private final AdminRequests requests;
    private final JournalAnswers journals;
    private final Semaphore askers = new Semaphore(ASKERS_MAX);
    private final Semaphore journalReaders = new Semaphore(JOURNAL_READERS_MAX);

    private AdminServer(Path path, ServerSocketChannel listener, AdminRequests requests, JournalAnswers journals) {
        this.path = path;
        this.listener = listener;
        this.requests = requests;
        this.journals = journals;
    }

    static AdminServer open(Path path, AdminRequests requests, JournalAnswers journals) throws NodeFailure {
        try {
            Path directory = path.toAbsolutePath().getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            Files.deleteIfExists(path);
            ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            listener.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            AdminServer server = new AdminServer(path, listener, requests, journals);
            Thread.ofPlatform().daemon().name("holdfast-admin").start(server::serve);
            return server;
        } catch (IOException failed) {
            throw new NodeFailure("the admin socket " + path, failed);
        }
    }

    private void serve() {
        while (listener.isOpen()) {
            try {
                SocketChannel client = listener.accept();
                if (askers.tryAcquire()) {
                    Thread.ofVirtual().name("holdfast-admin-asker").start(() -> answer(client));
                } else {
                    client.close();
                }
            } catch (ClosedChannelException _) {
                return;
            } catch (IOException failed) {
                LOG.debug("an admin connection failed: {}", failed.getMessage());
            }
        }
    }

    private void answer(SocketChannel client) {
        AtomicBoolean readsOn = new AtomicBoolean();
        AFTER_PATIENCE.execute(() -> {
            if (!readsOn.get()) {
                hangUp(client);
            }
        });
        try {
            String request = readLine(client);
            if (JournalAnswers.concerns(request) && journalReaders.tryAcquire()) {
                readsOn.set(true);
                Thread.ofPlatform().daemon().name("holdfast-journal-reader").start(() -> readJournal(request, client));
                return;
            }
            ByteBuffer answer = ByteBuffer.wrap(requests.ask(request));
            while (answer.hasRemaining()) {
                client.write(answer);
            }
        } catch (IOException gone) {
            LOG.debug("an admin request failed: {}", gone.getMessage());
        } finally {
            askers.release();
            if (!readsOn.get()) {
                hangUp(client);
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

    private static void hangUp(SocketChannel client) {
        try {
            client.close();
        } catch (IOException _) {
            // it is gone
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

    @Override
    public void close() throws IOException {
        listener.close();
        Files.deleteIfExists(path);
    }
}
