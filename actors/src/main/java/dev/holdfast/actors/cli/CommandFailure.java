package dev.holdfast.actors.cli;

/** A command can not do what was asked: says what is wrong, what to do next, and with which code to exit. */
public final class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;
    private final String advice;

    /** An empty {@code advice} means that the message says it all. */
    public CommandFailure(ExitCode exitCode, String message, String advice) {
        super(message);
        this.exitCode = exitCode;
        this.advice = advice;
    }

    public ExitCode exitCode() {
        return exitCode;
    }

    public String advice() {
        return advice;
    }
}
