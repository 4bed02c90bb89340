package dev.holdfast.interceptors.process;

import dev.holdfast.interceptors.host.ThreadPriority;
import dev.holdfast.interceptors.ring.OutcomeRing;
import dev.holdfast.protocol.northside.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * One incarnation of the server under the shim, started through {@code holdfast-spawn} ({@code spawn.c} has the line protocol).
 *
 * <p>When {@link #exit()} completes, every process of the server is dead and reaped. When this JVM dies, so do they. Safe for any
 * thread; only {@link #start} waits, until the program is running or has failed to.
 */
public final class WrappedServer {

    private static final int PASSES_MAX = 5;

    private final Process spawn;
    private final int mainPid;
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();
    private final CompletableFuture<Integer> handshake = new CompletableFuture<>();
    private final Object priority = new Object();
    private volatile boolean preferred;

    private WrappedServer(Process spawn, int mainPid) {
        this.spawn = spawn;
        this.mainPid = mainPid;
    }

    /**
     * Starts the server; its outcomes go to {@code ring}.
     *
     * @throws IOException if the program can not be started, with the reason
     */
    public static WrappedServer start(ServerCommand command, OutcomeRing ring, NativeFiles files) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(spawnCommand(command, ring.path(), files));
        builder.environment().clear();
        builder.environment().putAll(command.environment());
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        Process spawn = builder.start();
        BufferedReader lines = spawn.inputReader(StandardCharsets.UTF_8);
        String first = lines.readLine();
        if (first == null || !first.matches("MAIN [0-9]{1,9}")) {
            spawn.destroyForcibly();
            throw new IOException(
                    first == null ? "holdfast-spawn died" : first.replaceFirst("FAILED", "cannot start:"));
        }
        WrappedServer server = new WrappedServer(spawn, Integer.parseInt(first.substring(5)));
        Thread.ofVirtual().name("exit-of-" + server.mainPid).start(() -> server.awaitExit(lines));
        return server;
    }

    private static List<String> spawnCommand(ServerCommand command, Path ring, NativeFiles files) {
        List<String> argv = new ArrayList<>();
        argv.add(files.spawn().toString());
        argv.addAll(List.of("-r", ring.toString(), "-s", files.shim().toString()));
        argv.addAll(List.of(
                "-d", command.directory().toString(), "-l", command.logFile().toString()));
        command.networkNamespace().ifPresent(path -> argv.addAll(List.of("-n", path.toString())));
        command.user().ifPresent(user -> argv.addAll(List.of("-u", user)));
        argv.add("--");
        argv.addAll(command.argv());
        return argv;
    }

    private void awaitExit(BufferedReader lines) {
        Exit how = new Exit.Lost();
        try (lines) {
            String line = lines.readLine();
            if (line != null && line.matches("EXIT (code|signal) [0-9]{1,3}")) {
                int number = Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1));
                how = line.startsWith("EXIT code") ? new Exit.Exited(number) : new Exit.Killed(number);
            }
        } catch (IOException _) {
            how = new Exit.Lost();
        }
        handshake.completeExceptionally(new IOException("the server ended before it reported: " + how));
        exit.complete(how);
    }

    public int mainPid() {
        return mainPid;
    }

    /** The launcher, which all processes of the server descend from. */
    public int ancestorPid() {
        return (int) spawn.pid();
    }

    /** Completes when the last process of the server is gone. */
    public CompletionStage<Exit> exit() {
        return exit.minimalCompletionStage();
    }

    /** Whether any process of the server may be left. */
    public boolean alive() {
        return !exit.isDone();
    }

    /** The server's processes at this moment. */
    public List<Integer> livePids() {
        return spawn.toHandle().descendants().map(handle -> (int) handle.pid()).toList();
    }

    /** To be told every outcome; {@link CrashOrClose} does it. Never waits. */
    public void observe(Outcome outcome) {
        if (outcome.op() == Outcome.Op.START && outcome.pid() == mainPid) {
            handshake.complete(mainPid);
        }
    }

    /**
     * Completes with the main process when its shim has reported, which proves that it is wrapped; fails after {@code timeout} or
     * when the server ends before. That the *right* program is wrapped is proven when {@code ServerProcesses.listening} names it.
     */
    public CompletionStage<Integer> awaitHandshake(Duration timeout) {
        return handshake
                .copy()
                .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
                .minimalCompletionStage();
    }

    /**
     * Whether the server goes before other processes, as its node does: for while clients wait for what it repeats. Otherwise it is as
     * important as any. Done soon, as far as the node may. One thread at a time.
     */
    public void prefer(boolean yes) {
        if (preferred == yes) {
            return;
        }
        preferred = yes;
        Thread.ofVirtual().name("priority-of-" + mainPid).start(this::setPriority);
    }

    private void setPriority() {
        synchronized (priority) {
            boolean yes = preferred;
            boolean changed = true;
            for (int pass = 0;
                    changed && pass < PASSES_MAX;
                    pass++) { // a child may be born while its parent's turn has not come
                changed = false;
                for (int pid : livePids()) {
                    changed |= ThreadPriority.prefer(pid, yes);
                }
            }
        }
    }

    /** SIGKILL to every process of the server. */
    public void kill() {
        command("K");
    }

    /** SIGTERM to the main process; what is left after {@code grace} is killed. */
    public void stop(Duration grace) {
        command("T" + grace.toMillis() + "\n");
    }

    private void command(String text) {
        try {
            OutputStream out = spawn.getOutputStream();
            synchronized (out) {
                out.write(text.getBytes(StandardCharsets.US_ASCII));
                out.flush();
            }
        } catch (IOException _) {
            // The launcher is gone, and with it the server: what was asked for has happened.
            return;
        }
    }
}
