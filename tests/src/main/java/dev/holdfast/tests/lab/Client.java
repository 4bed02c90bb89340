package dev.holdfast.tests.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * A program that runs on the client's side of a lab while the caller does other things.
 *
 * <p>Its stderr is heard line by line on a thread of its own; its stdout belongs to the caller.
 */
public final class Client implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LAST_WORDS_MAX = 4000;

    private final Process process;
    private final StringBuilder lastWords = new StringBuilder();
    private final CompletableFuture<Void> hearing;

    private Client(Process process, BiConsumer<Client, String> onErrorLine) {
        this.process = process;
        this.hearing = CompletableFuture.runAsync(() -> hear(onErrorLine), Thread::startVirtualThread);
    }

    public static Client start(Lab lab, List<String> command, BiConsumer<Client, String> onErrorLine) {
        return start(lab.place().client(), command, onErrorLine);
    }

    /** The same, in another network of the lab. */
    static Client start(NetworkNamespace network, List<String> command, BiConsumer<Client, String> onErrorLine) {
        try {
            return new Client(new ProcessBuilder(network.entering(command)).start(), onErrorLine);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    public InputStream out() {
        return process.getInputStream();
    }

    /** Sends a line to its stdin. */
    public void tell(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException gone) {
            synchronized (lastWords) {
                lastWords.append("(it was gone when it was told to go on)\n");
            }
        }
    }

    /** Reads its stdout to the end as one JSON document; a missing node if it printed none in time. */
    public JsonNode json(Duration patience) throws InterruptedException {
        CompletableFuture<String> text = CompletableFuture.supplyAsync(this::all, Thread::startVirtualThread);
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
        }
        try {
            return JSON.readTree(text.join());
        } catch (JsonProcessingException none) {
            return JSON.missingNode();
        }
    }

    /** Its exit code, -1 if it did not end in time and was killed. */
    public int exit(Duration patience) throws InterruptedException {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            return -1;
        }
        hearing.join();
        return process.exitValue();
    }

    /** What it said on stderr, as far as it is kept. */
    public String lastWords() {
        synchronized (lastWords) {
            return lastWords.toString().strip();
        }
    }

    /** SIGINT: what Ctrl-C would do. nsenter has become the program, so the pid is its own. */
    public void interrupt() {
        Signals.send((int) process.pid(), Signals.INT);
    }

    public boolean runs() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private String all() {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            return "";
        }
    }

    private void hear(BiConsumer<Client, String> onErrorLine) {
        try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                keep(line);
                onErrorLine.accept(this, line);
            }
        } catch (IOException closed) {
            keep("(" + closed.getMessage() + ")");
        }
    }

    private void keep(String line) {
        synchronized (lastWords) {
            if (lastWords.length() < LAST_WORDS_MAX && !line.startsWith("{\"acknowledged\"")) {
                lastWords.append(line).append('\n');
            }
        }
    }
}
