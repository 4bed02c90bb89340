package dev.holdfast.tests.lab;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.holdfast.actors.cli.CommandFailure;
import dev.holdfast.actors.cli.ExitCode;
import java.nio.file.Path;
import java.util.List;

/**
 * What a lab is asked to be.
 *
 * @param name tells labs of one machine apart; part of every name that is made
 * @param hosts how many, and how they talk to each other
 * @param level what is promised for the server, L0 or L1
 * @param journalDirectory where a disk journal goes
 * @param directory the server's working directory
 * @param command the server, unmodified, listening on {@code port} on all addresses or on the virtual one
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record LabRequest(
        String name,
        Hosts hosts,
        String vip,
        Placement placement,
        LinkKind link,
        JournalKind journal,
        int port,
        String level,
        Path journalDirectory,
        Path directory,
        List<String> command) {

    /** Where disk journals go unless the user says otherwise; gone when there is no lab. */
    static final Path JOURNALS = Path.of("/var/tmp/holdfast");

    /** Whose network the server sees: the host's, or one of its own. */
    public enum Placement {
        HOST,
        NAMESPACE
    }

    /** How the node takes packets off the wire. */
    public enum LinkKind {
        FAST,
        PCAP4J
    }

    /** Where the journal's bytes lie, and whether they count when they are on the disk itself. */
    public enum JournalKind {
        MEMORY,
        DISK,
        FSYNC
    }

    /**
     * The hosts of a lab.
     *
     * @param count 1, or 3: two that may serve and a witness
     * @param tls whether their nodes know each other by certificates
     */
    public record Hosts(int count, boolean tls) {

        public static final Hosts ONE = new Hosts(1, false);
        public static final Hosts THREE = new Hosts(3, false);

        public Hosts {
            if (count != 1 && count != 3) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "a lab of " + count + " hosts is not known",
                        "1, or 3: two that serve in turn and a witness");
            }
        }
    }

    public LabRequest {
        command = List.copyOf(command);
    }

    /** The default lab of that name, around the given server. */
    public static LabRequest of(String name, int port, List<String> command) {
        return new LabRequest(
                name,
                Hosts.ONE,
                "10.77.0.10",
                Placement.NAMESPACE,
                LinkKind.FAST,
                JournalKind.MEMORY,
                port,
                "L0",
                JOURNALS,
                Path.of("/"),
                command);
    }

    public LabRequest withHosts(Hosts other) {
        return new LabRequest(
                name, other, vip, placement, link, journal, port, level, journalDirectory, directory, command);
    }

    public LabRequest withVip(String other) {
        return new LabRequest(
                name, hosts, other, placement, link, journal, port, level, journalDirectory, directory, command);
    }

    public LabRequest withPlacement(Placement other) {
        return new LabRequest(
                name, hosts, vip, other, link, journal, port, level, journalDirectory, directory, command);
    }

    public LabRequest withLink(LinkKind other) {
        return new LabRequest(
                name, hosts, vip, placement, other, journal, port, level, journalDirectory, directory, command);
    }

    public LabRequest withJournal(JournalKind other) {
        return new LabRequest(
                name, hosts, vip, placement, link, other, port, level, journalDirectory, directory, command);
    }

    public LabRequest withLevel(String other) {
        return new LabRequest(
                name, hosts, vip, placement, link, journal, port, other, journalDirectory, directory, command);
    }

    public LabRequest withJournalDirectory(Path other) {
        return new LabRequest(name, hosts, vip, placement, link, journal, port, level, other, directory, command);
    }

    public LabRequest withDirectory(Path other) {
        return new LabRequest(
                name, hosts, vip, placement, link, journal, port, level, journalDirectory, other, command);
    }
}
