package dev.holdfast.interceptors.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.interceptors.host.ThreadPriority;
import dev.holdfast.interceptors.ring.OutcomeRing;
import dev.holdfast.interceptors.ring.RecordLevel;
import dev.holdfast.interceptors.ring.RejectReason;
import dev.holdfast.protocol.northside.Outcome.Op;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WrappedServerTest {

    @TempDir
    private Path directory;

    @BeforeAll
    static void compile() throws Exception {
        Wrapped.compilePrograms();
    }

    @Test
    void theHandshakeProvesThatTheProgramIsWrapped() throws Exception {
        try (Wrapped wrapped = start("sleep", "100")) {
            wrapped.until("START", () -> wrapped.count(Op.START) == 1);
            assertThat(wrapped.server
                            .awaitHandshake(Duration.ofSeconds(5))
                            .toCompletableFuture()
                            .join())
                    .isEqualTo(wrapped.server.mainPid());
        }
    }

    @Test
    void aStaticProgramNeverShakesHands() throws Exception {
        try (Wrapped wrapped = start(Wrapped.PROGRAMS.resolve("static").toString())) {
            assertThat(wrapped.awaitExit()).isEqualTo(new Exit.Exited(0));
            wrapped.drain();
            assertThat(wrapped.server.awaitHandshake(Duration.ofSeconds(5)).toCompletableFuture())
                    .isCompletedExceptionally();
        }
    }

    @Test
    void aProgramThatCanNotBeStartedIsAnErrorWithItsReason() {
        assertThatThrownBy(() -> start("/no/such/program"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("exec /no/such/program: No such file or directory");
    }

    @Test
    void tellsExitCodesFromSignals() throws Exception {
        try (Wrapped exits = start("sh", "-c", "exit 7");
                Wrapped killed = start("sh", "-c", "kill -SEGV $$")) {
            assertThat(exits.awaitExit()).isEqualTo(new Exit.Exited(7));
            assertThat(killed.awaitExit()).isEqualTo(new Exit.Killed(11));
        }
    }

    @Test
    void isAsImportantAsAnyProcessWhateverItsNodeIs() throws Exception {
        CompletableFuture<Exit> ended = new CompletableFuture<>();
        Thread.ofPlatform().start(() -> ended.complete(niceOfAServerOfAPreferredThread()));
        assertThat(ended.get(20, TimeUnit.SECONDS)).isEqualTo(new Exit.Exited(50));
    }

    @Test
    void goesBeforeOthersForAsLongAsItsNodeSays() throws Exception {
        try (Wrapped wrapped = start("sh", "-c", "sleep 1000 & nice -n 3 sleep 1000 & wait")) {
            wrapped.until("its start", () -> nices(wrapped).equals(List.of("0", "0", "3")));

            wrapped.server.prefer(true);
            wrapped.until("its preference", () -> nices(wrapped).equals(List.of("-10", "-10", "3")));
            assertThat(session(wrapped)).isIn("", "nice -10");

            wrapped.server.prefer(false);
            wrapped.until("the end of it", () -> nices(wrapped).equals(List.of("0", "0", "3")));
            assertThat(session(wrapped)).isIn("", "nice 0");
        }
    }

    /** Of all its processes, proc_pid_stat(5) field 19. */
    private static List<String> nices(Wrapped wrapped) {
        return wrapped.server.livePids().stream()
                .map(pid -> contents("/proc/" + pid + "/stat"))
                .map(stat -> stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[16])
                .sorted()
                .toList();
    }

    /** Empty where the kernel does not weigh sessions. */
    private static String session(Wrapped wrapped) {
        String file = "/proc/" + wrapped.server.mainPid() + "/autogroup";
        return Files.exists(Path.of(file))
                ? contents(file).replaceFirst("^\\S* ", "").strip()
                : "";
    }

    private static String contents(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private Exit niceOfAServerOfAPreferredThread() {
        try {
            ThreadPriority.preferIfPermitted("this thread");
            try (Wrapped wrapped = start("sh", "-c", "exit $(($(nice) + 50))")) {
                return wrapped.awaitExit();
            }
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void noDescendantSurvivesTheMainProcess() throws Exception {
        String orphans = "for i in 1 2 3; do setsid sh -c 'sleep 1000 & sleep 1000' & done; wait";
        try (Wrapped wrapped = start("sh", "-c", orphans)) {
            wrapped.until("all programs", () -> wrapped.count(Op.START) == 13);
            ProcessHandle.of(wrapped.server.mainPid()).orElseThrow().destroyForcibly();
            assertThat(wrapped.awaitExit()).isEqualTo(new Exit.Killed(9));
            assertThat(wrapped.server.livePids()).isEmpty();
            wrapped.until("their deaths", () -> wrapped.judge.processes().pids().isEmpty());
            wrapped.outcomes.stream()
                    .filter(outcome -> outcome.op() == Op.START)
                    .forEach(outcome ->
                            assertThat(ProcessHandle.of(outcome.pid())).isEmpty());
        }
    }

    @Test
    void stopsInAnOrderlyWayOrElseByForce() throws Exception {
        try (Wrapped polite = start("sh", "-c", "trap 'exit 5' TERM; while :; do sleep 0.02; done");
                Wrapped stubborn = start("sh", "-c", "trap '' TERM; while :; do sleep 0.02; done")) {
            polite.until("the loop", () -> polite.count(Op.EXEC) > 1);
            stubborn.until("the loop", () -> stubborn.count(Op.EXEC) > 1);
            polite.server.stop(Duration.ofSeconds(10));
            stubborn.server.stop(Duration.ofMillis(100));
            assertThat(polite.awaitExit()).isEqualTo(new Exit.Exited(5));
            assertThat(stubborn.awaitExit()).isEqualTo(new Exit.Killed(9));
            assertThat(polite.server.alive()).isFalse();
        }
    }

    @Test
    void theServerDiesWithItsLauncher() throws Exception {
        try (Wrapped wrapped = start("sleep", "1000")) {
            wrapped.until("START", () -> wrapped.count(Op.START) == 1);
            ProcessHandle main = ProcessHandle.of(wrapped.server.mainPid()).orElseThrow();
            ProcessHandle.of(wrapped.server.ancestorPid()).orElseThrow().destroyForcibly();
            assertThat(wrapped.awaitExit()).isEqualTo(new Exit.Lost());
            main.onExit().get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void theServerDiesWhenTheLaunchersInputEnds() throws Exception {
        OutcomeRing ring = OutcomeRing.create(RecordLevel.LIFECYCLE, 10);
        NativeFiles files = NativeFiles.unpack(directory.resolve("native"));
        Path log = directory.resolve("log");
        Process spawn = new ProcessBuilder(
                        files.spawn().toString(),
                        "-r",
                        ring.path().toString(),
                        "-s",
                        files.shim().toString(),
                        "-l",
                        log.toString(),
                        "--",
                        "sh",
                        "-c",
                        "setsid sleep 1000 & sleep 1000")
                .start();
        assertThat(spawn.inputReader().readLine()).startsWith("MAIN ");
        spawn.getOutputStream().close();
        assertThat(spawn.inputReader().readLine()).isEqualTo("EXIT signal 9");
        ring.close();
    }

    @Test
    void runsWhereAndAsWhatItIsTold() throws Exception {
        Map<String, String> environment = Map.of("PATH", "/usr/bin:/bin", "COLOUR", "green");
        try (Wrapped wrapped =
                Wrapped.start(directory, RecordLevel.LIFECYCLE, environment, "sh", "-c", "pwd; echo $COLOUR")) {
            assertThat(wrapped.awaitExit()).isEqualTo(new Exit.Exited(0));
            assertThat(Files.readAllLines(wrapped.log))
                    .containsExactly(directory.toRealPath().toString(), "green");
        }
    }

    @Test
    void aFullRingHoldsTheServerBackAndLosesNothing() throws Exception {
        int rounds = 100_000;
        OutcomeRing ring = OutcomeRing.create(RecordLevel.OUTCOMES, 10);
        WrappedServer server = cost(ring, rounds);
        long[] counted = new long[2];
        while (server.alive()) {
            count(ring, counted);
        }
        count(ring, counted);
        assertThat(counted).containsExactly(rounds, rounds);
        assertThat(ring.rejected()).isEmpty();
        assertThat(ring.abandoned()).isFalse();
        ring.close();
    }

    @Test
    void aDeadReaderDoesNotHoldTheServerBackForEver() throws Exception {
        OutcomeRing ring = OutcomeRing.create(RecordLevel.OUTCOMES, 10, Duration.ofMillis(200));
        WrappedServer server = cost(ring, 100_000);
        assertThat(server.exit().toCompletableFuture().get(15, TimeUnit.SECONDS))
                .isEqualTo(new Exit.Exited(0));
        assertThat(ring.abandoned()).isTrue();
        ring.close();
    }

    @Test
    void aServerThatScribblesIntoTheRingHurtsOnlyItself() throws Exception {
        for (int seed = 0; seed < 5; seed++) {
            try (Wrapped wrapped = start(Wrapped.PROGRAMS.resolve("scribble").toString(), String.valueOf(seed))) {
                while (wrapped.server.alive()) {
                    wrapped.drain();
                }
                wrapped.drain();
                assertThat(wrapped.awaitExit()).isEqualTo(new Exit.Exited(0));
                assertThat(wrapped.ring.rejected()).containsKey(RejectReason.BAD_HEAD);
                assertThat(wrapped.ring.abandoned()).isTrue();
            }
        }
    }

    @Test
    void pidWatchTellsHowProcessesDied(@TempDir Path directory) throws Exception {
        Path gate = Files.createFile(directory.resolve("gate"));
        String waits = "while [ -e " + gate + " ]; do sleep 0.02; done; ";
        try (PidWatch watch = PidWatch.open();
                Wrapped exits = start("sh", "-c", waits + "exit 7");
                Wrapped killed = start("sh", "-c", waits + "kill -SEGV $$")) {
            assertThat(watch.watch(exits.server.mainPid())).isTrue();
            assertThat(watch.watch(killed.server.mainPid())).isTrue();
            Files.delete(gate);
            exits.awaitExit();
            killed.awaitExit();
            List<PidWatch.Death> deaths = new ArrayList<>();
            watch.drain(deaths::add);
            assertThat(deaths)
                    .containsExactlyInAnyOrder(
                            new PidWatch.Death(exits.server.mainPid(), OptionalInt.empty(), OptionalInt.of(7)),
                            new PidWatch.Death(killed.server.mainPid(), OptionalInt.of(11), OptionalInt.empty()));
            assertThat(watch.watched()).isZero();
        }
    }

    private static void count(OutcomeRing ring, long[] readsAndWaits) {
        ring.drain(outcome -> {
            readsAndWaits[0] += outcome.op() == Op.READ ? 1 : 0;
            readsAndWaits[1] += outcome.op() == Op.EPOLL ? 1 : 0;
        });
    }

    private WrappedServer cost(OutcomeRing ring, int rounds) throws IOException {
        ServerCommand command = new ServerCommand(
                List.of(Wrapped.PROGRAMS.resolve("cost").toString(), String.valueOf(rounds)),
                Map.of(),
                directory,
                Optional.empty(),
                Optional.empty(),
                directory.resolve("log"));
        return WrappedServer.start(command, ring, NativeFiles.unpack(directory.resolve("native")));
    }

    private Wrapped start(String... argv) throws IOException {
        return Wrapped.start(directory, RecordLevel.LIFECYCLE, argv);
    }
}
