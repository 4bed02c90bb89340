package dev.holdfast.tests.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Who spoke as the virtual address and when: the sightings in their order, folded into turns of one host each.
 *
 * <p>The judge of "two hosts never act at once": a host that is heard again sooner after another one began than any takeover
 * could be was never silent in between. Safe for any thread.
 */
public final class Turns {

    /**
     * Frames of one host with none of another in between.
     *
     * @param firstMicros since the epoch, like the last
     */
    public record Turn(String host, long firstMicros, long lastMicros, long frames) {

        private Turn and(Sighting next) {
            return new Turn(host, firstMicros, next.atMicros(), frames + 1);
        }
    }

    /** {@code host} was heard again {@code after} the other one's first frame. */
    public record Overlap(String host, String other, long atMicros, Duration after) {

        @Override
        public String toString() {
            return "%s spoke %.1f ms after %s had begun".formatted(host, after.toNanos() / 1e6, other);
        }
    }

    private final List<Turn> turns = new ArrayList<>();

    public synchronized void add(Sighting sighting) {
        if (!turns.isEmpty() && turns.getLast().host().equals(sighting.host())) {
            turns.set(turns.size() - 1, turns.getLast().and(sighting));
        } else {
            turns.add(new Turn(sighting.host(), sighting.atMicros(), sighting.atMicros(), 1));
        }
    }

    public synchronized List<Turn> all() {
        return List.copyOf(turns);
    }

    /**
     * Where two hosts spoke at once.
     *
     * @param tenure the least time for which an owner keeps the address before another can have taken it: the lease
     */
    public List<Overlap> overlaps(Duration tenure) {
        List<Turn> all = all();
        List<Overlap> found = new ArrayList<>();
        for (int i = 2; i < all.size(); i++) {
            Turn again = all.get(i);
            for (int j = i - 1; j >= 0 && !all.get(j).host().equals(again.host()); j--) {
                Turn between = all.get(j);
                Duration after = micros(again.firstMicros() - between.firstMicros());
                if (after.compareTo(tenure) < 0 && spokeBefore(all, j, again.host())) {
                    found.add(new Overlap(again.host(), between.host(), again.firstMicros(), after));
                }
            }
        }
        return found;
    }

    /** The host's last frame so far, µs since the epoch. */
    public synchronized OptionalLong last(String host) {
        return turns.stream()
                .filter(turn -> turn.host().equals(host))
                .mapToLong(Turn::lastMicros)
                .max();
    }

    private static boolean spokeBefore(List<Turn> all, int index, String host) {
        return all.subList(0, index).stream().anyMatch(turn -> turn.host().equals(host));
    }

    private static Duration micros(long micros) {
        return Duration.ofNanos(micros * 1_000);
    }
}
