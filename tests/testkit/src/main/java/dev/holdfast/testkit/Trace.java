package dev.holdfast.testkit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/** The last events of a run, kept only when a failed seed is repeated. */
public final class Trace {

    private final int linesMax;
    private final Deque<String> lines = new ArrayDeque<>();

    /** @param linesMax lines to keep; 0 keeps nothing and costs nothing */
    public Trace(int linesMax) {
        this.linesMax = linesMax;
    }

    public void note(long now, Supplier<String> what) {
        if (linesMax == 0) {
            return;
        }
        if (lines.size() == linesMax) {
            lines.removeFirst();
        }
        lines.add(String.format("%13.6f ms  %s", now / 1e6, what.get()));
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }
}
