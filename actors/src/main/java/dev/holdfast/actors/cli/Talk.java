package dev.holdfast.actors.cli;

import java.io.PrintStream;

/** What a command tells a person while it works: goes to stderr, coloured only on a terminal. Safe for any thread. */
public final class Talk {

    private static final String TERMINALS = System.getProperty("holdfast.terminals", "");

    private final PrintStream err;
    private final boolean coloured;

    private Talk(PrintStream err, boolean coloured) {
        this.err = err;
        this.coloured = coloured;
    }

    /** The launcher says in {@code holdfast.terminals} which streams are terminals; {@code NO_COLOR} is respected. */
    public static Talk toStderr() {
        return new Talk(System.err, TERMINALS.contains("err") && System.getenv("NO_COLOR") == null);
    }

    public void step(String text) {
        line(paint("36", "· ") + text);
    }

    public void good(String text) {
        line(paint("32", "✓ ") + text);
    }

    public void bad(String text) {
        line(paint("31", "✗ ") + text);
    }

    public void blow(String text) {
        line(paint("33", "⚡ ") + text);
    }

    public void heading(String text) {
        line(paint("1", text));
    }

    /** The end of a command that could not do its work. */
    public void failure(CommandFailure failure) {
        line(paint("31", "holdfast: ") + failure.getMessage());
        if (!failure.advice().isEmpty()) {
            line("  " + failure.advice().replace("\n", "\n  "));
        }
    }

    private void line(String text) {
        synchronized (err) {
            err.println(text);
        }
    }

    private String paint(String code, String text) {
        return coloured ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
