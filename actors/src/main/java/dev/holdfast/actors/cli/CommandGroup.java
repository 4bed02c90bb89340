package dev.holdfast.actors.cli;

import java.util.List;

/** Commands that another module adds to {@code holdfast}; found by {@link java.util.ServiceLoader}. */
public interface CommandGroup {

    /** Objects annotated with picocli's {@code @Command}. */
    List<Object> commands();
}
