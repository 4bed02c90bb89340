package dev.holdfast.testkit.assertions;

import dev.holdfast.protocol.connection.ConnectionEvent;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesLogged;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.assertj.core.api.AbstractAssert;

/** The facts that a journal holds about one connection, oldest first. */
public final class JournalAssert extends AbstractAssert<JournalAssert, List<ConnectionEvent>> {

    private final String story;

    JournalAssert(List<ConnectionEvent> facts, String story) {
        super(facts, JournalAssert.class);
        this.story = story;
    }

    /** Events of these kinds in this order; others may lie between. */
    @SafeVarargs
    public final JournalAssert holdsInOrder(Class<? extends ConnectionEvent>... kinds) {
        Iterator<ConnectionEvent> facts = actual.iterator();
        for (Class<? extends ConnectionEvent> kind : kinds) {
            boolean found = false;
            while (!found && facts.hasNext()) {
                found = kind.isInstance(facts.next());
            }
            check(found, "no " + kind.getSimpleName() + " in its place");
        }
        return this;
    }

    /** Exactly so many events of this kind. */
    public JournalAssert holds(int count, Class<? extends ConnectionEvent> kind) {
        long found = actual.stream().filter(kind::isInstance).count();
        return check(found == count, "found " + found + " of " + kind.getSimpleName() + ", not " + count);
    }

    public JournalAssert holdsNo(Class<? extends ConnectionEvent> kind) {
        return holds(0, kind);
    }

    /** The client's bytes without a gap from the first on, as UTF-8; each of them once. */
    public JournalAssert holdsTheClientsBytes(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        actual.stream()
                .filter(ClientBytesLogged.class::isInstance)
                .map(ClientBytesLogged.class::cast)
                .sorted(Comparator.comparingLong(ClientBytesLogged::offset))
                .forEach(run -> {
                    check(run.offset() == bytes.size() + 1, "a gap or bytes twice at offset " + run.offset());
                    bytes.writeBytes(run.bytes().toArray());
                });
        String found = bytes.toString(StandardCharsets.UTF_8);
        return check(found.equals(text), "the client's bytes are <" + found + ">, not <" + text + ">");
    }

    private JournalAssert check(boolean holds, String otherwise) {
        if (!holds) {
            failWithMessage("%s%nfacts: %s%n%s", otherwise, actual, story);
        }
        return this;
    }
}
