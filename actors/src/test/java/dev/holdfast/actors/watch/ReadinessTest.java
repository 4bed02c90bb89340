package dev.holdfast.actors.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.persistence.journal.JournalStats;
import dev.holdfast.persistence.quorum.LogStatus;
import dev.holdfast.protocol.quorum.Member;
import dev.holdfast.protocol.quorum.Voice;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadinessTest {

    private static final NodeSnapshot.Service SERVES = Sights.service("serving", "");
    private static final LogStatus WRITES = Sights.log(Member.Role.WRITER, Voice.VOTING, true);
    private static final NodeSnapshot.Lease LEASE = new NodeSnapshot.Lease(200, true);

    private static List<String> failing(NodeSnapshot.Address address, NodeSnapshot.Service... services) {
        return Readiness.of(Sights.node(address, List.of(services))).stream()
                .filter(check -> !check.ok())
                .map(check -> check.name() + ": " + check.reason())
                .toList();
    }

    @Test
    void aNodeThatServesIsReady() {
        assertThat(failing(Sights.sole(), SERVES)).isEmpty();
        assertThat(failing(Sights.address("owner", LEASE, WRITES, JournalStats.State.OPEN), SERVES))
                .isEmpty();
    }

    @Test
    void aServerThatIsDownIsNamedWithItsReason() {
        assertThat(failing(Sights.sole(), Sights.service("down", "was killed by signal 9")))
                .containsExactly("service: down: was killed by signal 9");
    }

    @Test
    void anAddressWhoseServicesAreNotThereYetIsNotReady() {
        assertThat(failing(Sights.sole())).containsExactly("service: the address is being taken up");
    }

    @Test
    void anOwnerWhoseLeaseRanOutIsNotReady() {
        NodeSnapshot.Lease none = new NodeSnapshot.Lease(0, true);

        assertThat(failing(Sights.address("owner", none, WRITES, JournalStats.State.OPEN), SERVES))
                .containsExactly("quorum: no majority hears this node: its lease has run out");
    }

    @Test
    void aFollowerIsReadyWhenItHearsTheOwnerAndItsCopyIsWhole() {
        assertThat(follower(Voice.VOTING, true)).isEmpty();
        assertThat(follower(Voice.VOTING, false)).containsExactly("quorum: no owner is heard");
        assertThat(follower(Voice.LEARNING, true))
                .containsExactly("quorum: its copy of the journal is not whole yet: learning");
    }

    private static List<String> follower(Voice voice, boolean heard) {
        NodeSnapshot.Lease none = new NodeSnapshot.Lease(0, true);
        return failing(Sights.address(
                "follower", none, Sights.log(Member.Role.FOLLOWER, voice, heard), JournalStats.State.OPEN));
    }

    @Test
    void aJournalThatTakesNothingIsNotReady() {
        assertThat(failing(Sights.address("sole", null, null, JournalStats.State.FULL), SERVES))
                .containsExactly("journal: it is full: clients' windows are closed until there is room");
        assertThat(failing(Sights.address("sole", null, null, JournalStats.State.FAILED), SERVES))
                .containsExactly("journal: it cannot be written");
    }

    @Test
    void aFenceThatTheConfigurationDoesWithoutIsToldAndNoFailure() {
        NodeSnapshot.Address unfenced =
                Sights.address("owner", new NodeSnapshot.Lease(200, false), WRITES, JournalStats.State.OPEN);

        assertThat(failing(unfenced, SERVES)).isEmpty();
        assertThat(Readiness.of(Sights.node(unfenced, List.of(SERVES))))
                .contains(new Readiness.Check("fence", Sights.VIP, true, "OFF by the configuration"));
    }
}
