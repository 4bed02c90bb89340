package dev.holdfast.testkit.assertions;

import dev.holdfast.testkit.Client;
import org.assertj.core.api.AbstractAssert;

/** What the client of a scenario has seen by now. */
public final class ClientAssert extends AbstractAssert<ClientAssert, Client> {

    ClientAssert(Client client) {
        super(client, ClientAssert.class);
    }

    /** These bytes and no others, from the beginning. */
    public ClientAssert received(String text) {
        return check(text.equals(actual.received()), "received <" + text + ">", "received <" + actual.received() + ">");
    }

    /** No RST and no FIN: at worst a pause. */
    public ClientAssert noticedNothing() {
        wasNotReset();
        return check(actual.isConnected() && !actual.sawTheEnd(), "still connected", "told of the server's end");
    }

    public ClientAssert wasReset() {
        return check(actual.wasReset(), "reset", "not reset");
    }

    public ClientAssert wasNotReset() {
        return check(!actual.wasReset(), "not reset", "reset");
    }

    public ClientAssert sawTheEnd() {
        return check(actual.sawTheEnd(), "told of the server's end", "not told of it");
    }

    /** So many of its bytes were acknowledged to it. */
    public ClientAssert hasAcknowledged(long bytes) {
        long acknowledged = actual.acknowledged();
        return check(acknowledged == bytes, bytes + " bytes acknowledged", acknowledged + " bytes acknowledged");
    }

    private ClientAssert check(boolean holds, String wanted, String found) {
        if (!holds) {
            failWithMessage(
                    "expected the client to be or have: %s%nbut it is or has: %s%n%s", wanted, found, actual.story());
        }
        return this;
    }
}
