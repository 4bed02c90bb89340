package dev.holdfast.tests.simulation.quorum;

import dev.holdfast.protocol.quorum.LogRecord;
import dev.holdfast.protocol.quorum.Position;
import dev.holdfast.protocol.quorum.ReplicaMemory;
import dev.holdfast.protocol.quorum.Voice;
import dev.holdfast.protocol.quorum.Vote;
import dev.holdfast.testkit.Dice;
import dev.holdfast.testkit.VirtualTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a node has on its disk: written in order and late. Of what was not confirmed when the node crashes a part may be there, from the
 * front; what was confirmed always is.
 */
final class ModelDisk {

    private final VirtualTime time;
    private final Dice dice;
    private final long latencyMax;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private long slowness;
    private long freeAt;
    private int era;

    private @Nullable Vote vote;
    private final TreeMap<Long, LogRecord> records = new TreeMap<>();
    private List<LogRecord> state = List.of();
    private int applied;
    private boolean restores;

    ModelDisk(VirtualTime time, Dice dice, long latencyMax) {
        this.time = time;
        this.dice = dice;
        this.latencyMax = latencyMax;
    }

    void slow(long by) {
        slowness = by;
    }

    boolean isVoting() {
        return vote != null && vote.voice() == Voice.VOTING;
    }

    void keep(Vote changed, Runnable confirm) {
        write(() -> vote = changed, confirm);
    }

    void store(long first, List<LogRecord> replacing, Runnable confirm) {
        List<LogRecord> kept = List.copyOf(replacing);
        write(
                () -> {
                    records.tailMap(first, true).clear();
                    for (int i = 0; i < kept.size(); i++) {
                        records.put(first + i, kept.get(i));
                    }
                },
                confirm);
    }

    /** The state is on the disk too, now and then; what is said about how far it is may be less than it is. */
    void applied(List<LogRecord> shown) {
        if (dice.chance(100)) {
            List<LogRecord> copy = List.copyOf(shown);
            int least = dice.between(0, copy.size());
            write(
                    () -> {
                        state = copy;
                        applied = Math.max(applied, least);
                        records.headMap((long) applied, true).clear();
                    },
                    () -> {});
        }
    }

    void restored(List<LogRecord> taken, Position position, Runnable confirm) {
        List<LogRecord> copy = List.copyOf(taken);
        restores = true;
        write(
                () -> {
                    LogRecord there = records.get(position.index());
                    if (there != null && there.epoch().equals(position.epoch())) {
                        records.headMap(position.index(), true).clear();
                    } else {
                        records.clear();
                    }
                    state = copy;
                    applied = (int) position.index();
                    restores = false;
                },
                confirm);
    }

    private void write(Runnable change, Runnable confirm) {
        waiting.add(change);
        freeAt = Math.max(freeAt, time.now() + dice.between(10 * VirtualTime.MICRO, latencyMax) + slowness);
        int begun = era;
        time.at(freeAt, () -> {
            if (begun == era) {
                waiting.removeFirst().run();
                confirm.run();
            }
        });
    }

    /** @param shown the state as it was in the node's memory, which may have reached the disk before the records did */
    void crash(List<LogRecord> shown) {
        for (int done = dice.between(0, waiting.size()); done > 0; done--) {
            waiting.removeFirst().run();
        }
        if (!restores && shown.size() > state.size() && dice.chance(300)) {
            state = List.copyOf(shown);
        }
        stop();
    }

    void erase() {
        vote = null;
        records.clear();
        state = List.of();
        applied = 0;
        stop();
    }

    private void stop() {
        waiting.clear();
        restores = false;
        freeAt = 0;
        era++;
    }

    List<LogRecord> state() {
        return new ArrayList<>(state);
    }

    /** Null if there is none. */
    @Nullable
    ReplicaMemory memory() {
        if (vote == null) {
            return null;
        }
        List<LogRecord> follow = new ArrayList<>();
        for (long index = applied + 1L; records.containsKey(index); index++) {
            follow.add(records.get(index));
        }
        Position at = applied == 0
                ? Position.START
                : new Position(applied, state.get(applied - 1).epoch());
        return new ReplicaMemory(vote, at, follow);
    }
}
