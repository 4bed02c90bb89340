package dev.holdfast.actors.watch;

import dev.holdfast.persistence.journal.JournalStats;
import dev.holdfast.persistence.quorum.LogStatus;
import dev.holdfast.protocol.quorum.Voice;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Whether a node does its part: an owner serves, a follower could take over, a replica counts.
 *
 * <p>A fence that the configuration does without is told, and is no reason not to be ready: without a working one that it asks for, the
 * node does not start.
 */
public final class Readiness {

    /**
     * One thing that must be so.
     *
     * @param name quorum, fence, journal or service
     * @param of which address or service
     * @param reason why it is not, or what there is to know; empty if there is nothing
     */
    public record Check(String name, String of, boolean ok, String reason) {}

    private Readiness() {}

    public static List<Check> of(NodeSnapshot node) {
        List<Check> checks = new ArrayList<>();
        for (NodeSnapshot.Address address : node.addresses()) {
            if (address.log() != null) {
                checks.add(quorum(address, address.log()));
            }
            if (address.lease() != null) {
                checks.add(fence(address.address(), address.lease()));
            }
            if (address.journal() != null) {
                checks.add(journal(address.address(), address.journal()));
            }
            if (mustServe(address) && node.services().stream().noneMatch(isAt(address))) {
                checks.add(new Check("service", address.address(), false, "the address is being taken up"));
            }
        }
        node.services().forEach(service -> checks.add(service(service)));
        return checks;
    }

    private static Check quorum(NodeSnapshot.Address address, LogStatus log) {
        String reason = "";
        if (address.role().equals("owner")) {
            boolean leased = address.lease() != null && address.lease().leftMillis() > 0;
            reason = leased ? "" : "no majority hears this node: its lease has run out";
        } else if (log.voice() != Voice.VOTING) {
            reason = "its copy of the journal is not whole yet: "
                    + log.voice().name().toLowerCase(Locale.ROOT);
        } else if (!log.writerHeard()) {
            reason = "no owner is heard";
        }
        return new Check("quorum", address.address(), reason.isEmpty(), reason);
    }

    private static Check fence(String address, NodeSnapshot.Lease lease) {
        return new Check("fence", address, true, lease.fenced() ? "armed in the kernel" : "OFF by the configuration");
    }

    private static Check journal(String address, JournalStats journal) {
        String reason = switch (journal.state()) {
            case OPEN -> "";
            case FULL -> "it is full: clients' windows are closed until there is room";
            case FAILED -> "it cannot be written";
            case CLOSED -> "it is closed";
        };
        return new Check("journal", address, reason.isEmpty(), reason);
    }

    private static Check service(NodeSnapshot.Service service) {
        String why = service.reason().isEmpty() ? "" : ": " + service.reason();
        return new Check("service", service.name(), service.serves(), service.serves() ? "" : service.state() + why);
    }

    private static boolean mustServe(NodeSnapshot.Address address) {
        return address.role().equals("owner") || address.role().equals("sole");
    }

    private static Predicate<NodeSnapshot.Service> isAt(NodeSnapshot.Address address) {
        return service -> service.address().equals(address.address());
    }
}
