package dev.holdfast.tests.campaign;

import dev.holdfast.actors.cli.Talk;
import org.jline.utils.Signals;

/** Ctrl-C: the first lets a campaign end after the present blow, with its report; the next ends it at once. */
final class Halt implements AutoCloseable {

    private static final String CTRL_C = "INT";

    private final Talk talk;
    private final Object before;
    private volatile boolean asked;

    Halt(Talk talk) {
        this.talk = talk;
        this.before = Signals.register(CTRL_C, this::ask);
    }

    boolean isAsked() {
        return asked;
    }

    private void ask() {
        asked = true;
        talk.step("ends after this blow and tells what it saw; Ctrl-C again ends it at once");
        close();
    }

    @Override
    public void close() {
        Signals.unregister(CTRL_C, before);
    }
}
