package dev.holdfast.testkit.assertions;

import dev.holdfast.protocol.connection.ConnectionEvent;
import dev.holdfast.testkit.Client;
import dev.holdfast.testkit.Journal;
import java.util.List;

/** Where assertions about a scenario begin; to be imported statically beside AssertJ's own. */
public final class ScenarioAssertions {

    private ScenarioAssertions() {}

    public static ClientAssert assertThat(Client client) {
        return new ClientAssert(client);
    }

    /** About what is stable at this instant. */
    public static JournalAssert assertThat(Journal journal) {
        return new JournalAssert(journal.events(), journal.story());
    }

    /** About facts from elsewhere, oldest first: Akka's persistence test kit, say. */
    public static JournalAssert assertThatFacts(List<? extends ConnectionEvent> facts) {
        return new JournalAssert(List.copyOf(facts), "");
    }
}
