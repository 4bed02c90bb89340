package dev.holdfast.tests.simulation.quorum;

import dev.holdfast.protocol.quorum.Epoch;
import dev.holdfast.protocol.quorum.LogRecord;
import dev.holdfast.protocol.quorum.Member;
import dev.holdfast.protocol.quorum.Position;
import dev.holdfast.protocol.quorum.QuorumEffects;
import dev.holdfast.protocol.quorum.QuorumMessage;
import dev.holdfast.protocol.quorum.QuorumSettings;
import dev.holdfast.protocol.quorum.ReplicaMemory;
import dev.holdfast.protocol.quorum.StateSource;
import dev.holdfast.protocol.quorum.Voice;
import dev.holdfast.protocol.quorum.Vote;
import dev.holdfast.protocol.wire.Payload;
import dev.holdfast.testkit.Dice;
import dev.holdfast.testkit.Trace;
import dev.holdfast.testkit.VirtualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A host with a clock of its own, a disk, and one member of the log; it can crash, freeze and come back. */
final class ModelNode implements ModelNetwork.Receiver {

    private final String name;
    private final QuorumScenario scenario;
    private final QuorumSettings settings;
    private final VirtualTime time;
    private final Dice dice;
    private final Trace trace;
    private final ModelNetwork network;
    private final QuorumOracle oracle;
    private final double rate;
    private final long offset;
    private final VirtualTime.Timer alarm;

    private @Nullable Member member;
    private long life;
    private int starts;
    private long frozenUntil;
    private long nextPayload;
    private @Nullable Epoch open;
    private boolean wantsTurn;
    private boolean calm;

    private List<LogRecord> state = new ArrayList<>();
    private final List<Reader> readers = new ArrayList<>();
    private final ModelDisk disk;

    ModelNode(
            String name,
            QuorumScenario scenario,
            VirtualTime time,
            Dice dice,
            Trace trace,
            ModelNetwork network,
            QuorumOracle oracle) {
        this.name = name;
        this.scenario = scenario;
        this.time = time;
        this.dice = dice;
        this.trace = trace;
        this.network = network;
        this.oracle = oracle;
        this.rate = 1 + (dice.between(-100, 100) / 10_000.0);
        this.offset = dice.between(0, 1L << 40);
        this.alarm = time.timer(this::alarmed);
        this.settings = new QuorumSettings(
                name,
                scenario.nodes(),
                QuorumScenario.LEASE,
                QuorumScenario.LEASE / 10,
                scenario.durable().contains(name),
                scenario.windowBytes(),
                400,
                8000,
                scenario.retainedBytes());
        this.disk = new ModelDisk(time, dice, scenario.diskMax());
        network.attach(name, this);
    }

    String name() {
        return name;
    }

    boolean isUp() {
        return member != null;
    }

    boolean isWriting() {
        return member != null && member.role() == Member.Role.WRITER;
    }

    boolean isDurable() {
        return settings.durable();
    }

    /** Whether this node's memory counts, were it asked now or, if it is durable, after it comes back. */
    boolean remembers() {
        return isDurable() ? disk.isVoting() : member != null && member.voice() == Voice.VOTING;
    }

    long committed() {
        return member == null ? 0 : member.committed();
    }

    List<LogRecord> state() {
        return state;
    }

    // ---- life and death

    /** Starts, unless it runs. */
    void start() {
        if (member != null) {
            return;
        }
        starts++;
        Host host = new Host();
        state = disk.state();
        ReplicaMemory memory = disk.memory();
        if (memory != null) {
            note(() -> "starts with its memory: " + memory.vote() + ", applied " + memory.applied() + ", "
                    + memory.records().size() + " records more");
            host.host(Member.withMemory(settings, memory, host, clock()));
        } else {
            life++;
            note(() -> "starts without memory, life " + life);
            host.host(Member.withoutMemory(settings, life, host, clock()));
        }
        alarm.set(0);
    }

    /** @param diskStays whether a durable node has its disk when it comes back */
    void crash(boolean diskStays) {
        note(() -> "crashes" + (isDurable() && diskStays ? ", its disk stays" : ""));
        if (isDurable() && diskStays) {
            disk.crash(state);
        } else {
            disk.erase();
        }
        member = null;
        open = null;
        alarm.cancel();
    }

    void freeze(long until) {
        note(() -> "freezes until " + until / 1e6);
        frozenUntil = Math.max(frozenUntil, until);
    }

    /** From now on its owner is patient. */
    void calm() {
        calm = true;
        act(() -> {
            if (member != null && member.role() == Member.Role.CANDIDATE) {
                stepDown();
            }
        });
    }

    void slowDisk(long by) {
        disk.slow(by);
    }

    // ---- what its owner asks

    void takeOver() {
        act(() -> {
            if (member != null) {
                note(() -> "is asked to take over");
                member.takeOver(clock());
                alarm.set(0);
            }
        });
    }

    void stepDown() {
        act(() -> {
            if (member != null) {
                note(() -> "steps down");
                oracle.released(name);
                open = null;
                member.stepDown(clock());
                alarm.set(0);
            }
        });
    }

    /** Writes a record; true if it was taken. */
    boolean append(int length) {
        if (member == null || time.now() < frozenUntil || open == null) {
            return false;
        }
        byte[] bytes = (name + starts + ":" + nextPayload++ + ".".repeat(length))
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        Payload payload = ReusedMemory.of(Payload.of(bytes));
        long index = member.append(payload, clock());
        payload.release();
        alarm.set(0);
        return index != Member.NOT_TAKEN;
    }

    @Override
    public void receive(String from, long sendersLife, QuorumMessage message) {
        act(() -> {
            if (member != null) {
                List<Payload> came = new ArrayList<>();
                QuorumMessage read = ReusedMemory.moved(message, payload -> {
                    came.add(ReusedMemory.of(payload));
                    return came.getLast();
                });
                member.receive(from, sendersLife, read, clock());
                came.forEach(Payload::release);
                alarm.set(0);
            }
        });
    }

    // ---- time

    /** Nanoseconds of this node's own clock. */
    private long clock() {
        return offset + (long) (time.now() * rate);
    }

    private long trueTime(long clock) {
        return (long) ((clock - offset) / rate);
    }

    private void act(Runnable action) {
        if (time.now() < frozenUntil) {
            time.at(frozenUntil, () -> act(action));
        } else {
            action.run();
        }
    }

    private void alarmed() {
        act(() -> {
            if (member == null) {
                return;
            }
            if (wantsTurn) {
                wantsTurn = false;
                member.takeOver(clock());
            }
            long next = member.tick(clock());
            if (member != null && next != Long.MAX_VALUE) {
                alarm.set(Math.max(1000, (long) ((next - clock()) / rate) + 1));
            }
        });
    }

    private void note(java.util.function.Supplier<String> what) {
        trace.note(time.now(), () -> name + " " + what.get());
    }

    /** At first all rush; once all has healed the owners wait their turn, as a node's owner does. */
    private long patience() {
        return calm
                ? scenario.nodes().indexOf(name) * 2L * QuorumScenario.LEASE
                : dice.between(0, 5) * VirtualTime.MILLI;
    }

    private boolean isOwner() {
        return scenario.nodes().indexOf(name) < scenario.owners();
    }

    /** What the member asks of its host; deaf once the host has crashed. */
    private final class Host implements QuorumEffects {

        private @Nullable Member mine;
        private List<LogRecord> restoring = List.of();
        private long leasedUntil = Long.MIN_VALUE;

        void host(Member started) {
            mine = started;
            member = started;
        }

        @Override
        public void send(String to, QuorumMessage message) {
            network.send(name, life, to, ReusedMemory.moved(message, ReusedMemory::copy));
        }

        @Override
        public void keepVote(Vote changed) {
            if (isDurable()) {
                disk.keep(changed, () -> confirm(living -> living.kept(changed)));
            }
        }

        @Override
        public void store(long first, List<LogRecord> records) {
            Position last =
                    new Position(first + records.size() - 1, records.getLast().epoch());
            disk.store(
                    first,
                    records.stream().map(ReusedMemory::copy).toList(),
                    () -> confirm(living -> living.stored(last, clock())));
        }

        private void confirm(Consumer<Member> word) {
            act(() -> {
                if (mine != null && member == mine) {
                    word.accept(mine);
                    alarm.set(0);
                }
            });
        }

        @Override
        public void apply(long index, LogRecord applied) {
            LogRecord record = ReusedMemory.copy(applied);
            oracle.applied(name, index, record);
            if (index <= state.size()) {
                return;
            }
            QuorumOracle.require(index == state.size() + 1, () -> name + " leaves out " + (state.size() + 1));
            state.add(record);
            if (isDurable()) {
                disk.applied(state);
            }
        }

        @Override
        public StateSource readState() {
            Reader reader = new Reader(state);
            readers.add(reader);
            return reader;
        }

        @Override
        public void beginRestore() {
            restoring = new ArrayList<>();
        }

        @Override
        public void restore(Payload part) {
            Reader.decode(part, restoring);
        }

        @Override
        public void endRestore(Position position) {
            note(() -> "takes over the state at " + position);
            oracle.restored(name, position.index(), restoring);
            state = new ArrayList<>(restoring.subList(0, (int) position.index()));
            readers.forEach(Reader::cut);
            readers.clear();
            if (isDurable()) {
                disk.restored(state, position, () -> confirm(living -> living.stored(position, clock())));
            }
        }

        @Override
        public void opened(Epoch epoch, long last) {
            note(() -> "opened " + epoch + " with record " + last);
            open = epoch;
            oracle.opened(name + "#" + starts, epoch, state.size());
        }

        @Override
        public void stable(long index) {
            QuorumOracle.require(open != null, () -> name + " confirms without an epoch");
            note(() -> "stable " + index);
            oracle.confirmed(name + "#" + starts, java.util.Objects.requireNonNull(open), index, state.size());
        }

        @Override
        public void leaseUntil(long nanos) {
            leasedUntil = nanos;
            oracle.leased(name, time.now(), trueTime(nanos));
        }

        @Override
        public void deposed(Epoch by) {
            note(() -> "deposed by " + by);
            open = null;
            if (clock() < leasedUntil && isOwner()) {
                wantsTurn = true;
                alarm.set(0);
            }
        }

        @Override
        public void writerLost() {
            note(() -> "misses the writer");
            if (isOwner()) {
                Member lost = mine;
                time.after(patience(), () -> {
                    if (member != null && member == (lost == null ? mine : lost) && member.guardedUntil() <= clock()) {
                        takeOver();
                        alarm.set(0);
                    }
                });
            }
        }
    }

    /** The state as parts of whole records; it ends early when another state takes the place of what is read. */
    private static final class Reader implements StateSource {
        private final List<LogRecord> from;
        private int next;
        private boolean cut;

        Reader(List<LogRecord> from) {
            this.from = from;
        }

        void cut() {
            cut = next < from.size();
            next = from.size();
        }

        @Override
        public boolean isWhole() {
            return !cut;
        }

        @Override
        public @Nullable Payload next(int bytesMax) {
            StringBuilder part = new StringBuilder();
            while (next < from.size()) {
                LogRecord each = from.get(next);
                String line = each.epoch().number() + " " + each.epoch().writer() + " "
                        + new String(each.payload().toArray(), java.nio.charset.StandardCharsets.US_ASCII) + "\n";
                if (part.length() > 0 && part.length() + line.length() > bytesMax) {
                    break;
                }
                part.append(line);
                next++;
            }
            return part.length() == 0
                    ? null
                    : Payload.of(part.toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }

        static void decode(Payload part, List<LogRecord> into) {
            new String(part.toArray(), java.nio.charset.StandardCharsets.US_ASCII)
                    .lines()
                    .forEach(line -> {
                        String[] words = line.split(" ", 3);
                        Epoch epoch = new Epoch(Long.parseLong(words[0]), words[1]);
                        into.add(new LogRecord(
                                epoch, Payload.of(words[2].getBytes(java.nio.charset.StandardCharsets.US_ASCII))));
                    });
        }

        @Override
        public void close() {
            next = from.size();
        }
    }
}
