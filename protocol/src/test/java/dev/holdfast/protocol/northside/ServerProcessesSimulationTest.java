package dev.holdfast.protocol.northside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.protocol.northside.CloseVerdict.ClosedByProgram;
import dev.holdfast.protocol.northside.CloseVerdict.HeldOpen;
import dev.holdfast.protocol.northside.CloseVerdict.HoldersKilled;
import dev.holdfast.protocol.wire.FourTuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model of the kernel's descriptor tables does random things and reports them as the shim would; the verdicts must agree. */
class ServerProcessesSimulationTest {

    private static final int STEPS = 30_000;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void verdictsAgreeWithAModelOfTheKernel(long seed) {
        Kernel kernel = new Kernel(new Random(seed));
        for (int step = 0; step < STEPS; step++) {
            kernel.step();
        }
        assertThat(kernel.genuine).isGreaterThan(100);
        assertThat(kernel.crashed).isGreaterThan(100);
        assertThat(kernel.processes.ignored()).isZero();
        assertThat(kernel.processes.refused()).isZero();
    }

    private static final class Kernel {
        private final Random random;
        private final Records records = new Records();
        private final ServerProcesses processes = new ServerProcesses();
        private final TreeMap<Integer, Map<Integer, FourTuple>> tables = new TreeMap<>();
        private int connections;
        private int streams = 1;
        private int genuine;
        private int crashed;

        Kernel(Random random) {
            this.random = random;
        }

        void step() {
            if (tables.isEmpty()) {
                int pid = freePid();
                tables.put(pid, new HashMap<>());
                processes.accept(records.start(pid, streams++));
            }
            int pid = new ArrayList<>(tables.keySet()).get(random.nextInt(tables.size()));
            Map<Integer, FourTuple> table = table(pid);
            switch (random.nextInt(20)) {
                case 0, 1, 2, 3, 4, 5 -> accept(pid, table);
                case 6, 7, 8, 9, 10 -> anyFd(table).ifPresent(fd -> close(pid, table, fd));
                case 11, 12 -> anyFd(table).ifPresent(fd -> duplicate(pid, table, fd));
                case 13, 14 -> fork(pid, table);
                case 15 -> exit(pid);
                case 16, 17 -> kill(pid);
                case 18 -> exec(pid, table);
                default -> check();
            }
        }

        private Map<Integer, FourTuple> table(int pid) {
            return tables.getOrDefault(pid, Map.of());
        }

        private void accept(int pid, Map<Integer, FourTuple> table) {
            FourTuple connection = Records.connection(connections++);
            int fd = freeFd(table);
            table.put(fd, connection);
            processes.accept(records.accept(pid, fd, connection));
        }

        private void close(int pid, Map<Integer, FourTuple> table, int fd) {
            FourTuple connection = Objects.requireNonNull(table.remove(fd));
            processes.accept(records.close(pid, fd));
            ended(connection, ClosedByProgram.class);
        }

        private void duplicate(int pid, Map<Integer, FourTuple> table, int from) {
            int to = freeFd(table);
            table.put(to, Objects.requireNonNull(table.get(from)));
            processes.accept(records.dup(pid, from, to));
        }

        /** Either side may be first, and the child may be dead before the parent says a word. */
        private void fork(int pid, Map<Integer, FourTuple> table) {
            if (tables.size() >= 12) {
                return;
            }
            int child = freePid();
            int stream = streams++;
            Map<Integer, FourTuple> copy = new HashMap<>(table);
            tables.put(child, copy);
            processes.accept(records.fork(pid, child, stream));
            switch (random.nextInt(3)) {
                case 0 -> anyFd(copy).ifPresent(fd -> close(child, copy, fd));
                case 1 -> anyFd(table).ifPresent(fd -> close(pid, table, fd));
                default -> exit(child);
            }
            processes.accept(records.fork(pid, child, stream));
        }

        private void exit(int pid) {
            Map<Integer, FourTuple> table = table(pid);
            tables.remove(pid);
            processes.accept(records.exit(pid));
            table.values().forEach(connection -> ended(connection, ClosedByProgram.class));
            processes.processDied(pid, true);
        }

        private void kill(int pid) {
            Map<Integer, FourTuple> table = table(pid);
            tables.remove(pid);
            List<FourTuple> told = processes.processDied(pid, false);
            List<FourTuple> truth =
                    table.values().stream().distinct().filter(c -> !isHeld(c)).toList();
            assertThat(told).containsExactlyInAnyOrderElementsOf(truth);
            truth.forEach(connection -> ended(connection, HoldersKilled.class));
        }

        /** Some descriptors close on exec without a word; the new program announces the others. */
        private void exec(int pid, Map<Integer, FourTuple> table) {
            List<FourTuple> dropped = new ArrayList<>();
            table.values().removeIf(connection -> random.nextInt(3) == 0 && dropped.add(connection));
            int stream = streams++;
            table.forEach((fd, connection) -> processes.accept(records.hold(pid, stream, fd, connection)));
            processes.accept(records.start(pid, stream));
            dropped.forEach(connection -> ended(connection, ClosedByProgram.class));
        }

        private void ended(FourTuple connection, Class<? extends CloseVerdict> expected) {
            if (!isHeld(connection)) {
                assertThat(processes.verdict(connection, Ending.FIN)).isInstanceOf(expected);
                genuine += expected == ClosedByProgram.class ? 1 : 0;
                crashed += expected == HoldersKilled.class ? 1 : 0;
            }
        }

        private void check() {
            Map<FourTuple, List<Integer>> holders = new HashMap<>();
            tables.forEach((pid, table) -> table.values().stream()
                    .distinct()
                    .forEach(c ->
                            holders.computeIfAbsent(c, _ -> new ArrayList<>()).add(pid)));
            holders.forEach((connection, pids) ->
                    assertThat(processes.verdict(connection, Ending.FIN)).isEqualTo(new HeldOpen(pids)));
        }

        private boolean isHeld(FourTuple connection) {
            return tables.values().stream().anyMatch(table -> table.containsValue(connection));
        }

        private Optional<Integer> anyFd(Map<Integer, FourTuple> table) {
            return table.keySet().stream()
                    .skip(table.isEmpty() ? 0 : random.nextInt(table.size()))
                    .findFirst();
        }

        /** Numbers come round again soon. */
        private int freePid() {
            int pid = 100 + random.nextInt(20);
            while (tables.containsKey(pid)) {
                pid = 100 + random.nextInt(20);
            }
            return pid;
        }

        private static int freeFd(Map<Integer, FourTuple> table) {
            int fd = 4;
            while (table.containsKey(fd)) {
                fd++;
            }
            return fd;
        }
    }
}
