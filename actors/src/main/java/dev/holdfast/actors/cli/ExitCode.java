package dev.holdfast.actors.cli;

/** What the exit code of a command says; the table is part of the interface and does not change. */
public enum ExitCode {
    OK(0),
    FAILED(1),
    USAGE(2),
    /** The configuration, or the machine, is not as the command needs it. */
    CONFIGURATION(3),
    NOT_REACHABLE(4),
    NOT_OWNER(5),
    DAMAGE(6),
    TIMED_OUT(7);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** The code a child process of ours ended with; anything outside of the table is a failure. */
    public static ExitCode of(int number) {
        return number >= 0 && number < values().length ? values()[number] : FAILED;
    }
}
