package dev.holdfast.tests.bench;

import dev.holdfast.tests.lab.Checkout;
import dev.holdfast.tests.lab.Lab;
import dev.holdfast.tests.lab.LabHost;
import dev.holdfast.tests.lab.LabRequest;
import dev.holdfast.tests.lab.LastWill;
import dev.holdfast.tests.lab.Procfs;
import java.nio.file.Path;
import java.util.List;

/** A lab whose server is the load server, of one host or of three with a majority of the journal's copies. */
final class HoldfastBed implements Bed {

    private static final int PORT = 9000;
    private static final String WITNESS = "gamma";

    private final String name;
    private final boolean uploadsOnly;
    private final Lab lab;
    private final String load = Checkout.compiled("load").toString();

    private HoldfastBed(String name, boolean uploadsOnly, Lab lab) {
        this.name = name;
        this.uploadsOnly = uploadsOnly;
        this.lab = lab;
    }

    static Bed fast(Path directory, LastWill will) {
        return new HoldfastBed("holdfast-fast", false, up("bfast", directory, will, LabRequest.LinkKind.FAST, false));
    }

    static Bed pcap4j(Path directory, LastWill will) {
        return new HoldfastBed(
                "holdfast-pcap4j", false, up("bpcap", directory, will, LabRequest.LinkKind.PCAP4J, false));
    }

    /** Only what is logged differs between the journals, so only uploads are measured. */
    static Bed fastOnDisk(Path directory, LastWill will) {
        return new HoldfastBed(
                "holdfast-fast-disk", true, up("bdisk", directory, will, LabRequest.LinkKind.FAST, true));
    }

    static Bed threeCopies(LastWill will) {
        return new HoldfastBed("holdfast-3-copies", false, upOnThreeHosts("bthree", will));
    }

    /** Two of the three copies are left, and both of them have to answer. */
    static Bed twoCopies(LastWill will) {
        Lab lab = upOnThreeHosts("btwo", will);
        lab.killHost(lab.host(WITNESS), false);
        return new HoldfastBed("holdfast-2-copies", false, lab);
    }

    private static Lab up(String name, Path directory, LastWill will, LabRequest.LinkKind link, boolean disk) {
        return up(
                request(name)
                        .withLink(link)
                        .withJournal(disk ? LabRequest.JournalKind.DISK : LabRequest.JournalKind.MEMORY)
                        .withJournalDirectory(directory),
                name,
                will);
    }

    private static Lab upOnThreeHosts(String name, LastWill will) {
        return up(request(name).withHosts(LabRequest.Hosts.THREE), name, will);
    }

    private static LabRequest request(String name) {
        String load = Checkout.compiled("load").toString();
        return LabRequest.of(name, PORT, List.of(load, "serve", "0.0.0.0", Integer.toString(PORT)));
    }

    private static Lab up(LabRequest request, String name, LastWill will) {
        will.add(() -> Lab.down(name));
        Lab.down(name);
        return Lab.up(request);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean uploadsOnly() {
        return uploadsOnly;
    }

    @Override
    public List<String> load(String kind, int connections, double seconds, long bytes) {
        return lab.onClient(LoadRun.command(load, kind, lab.addressing().vip(), PORT, connections, seconds, bytes));
    }

    /** Of all nodes together. */
    @Override
    public double cpuSeconds() {
        return lab.hosts().stream()
                .map(LabHost::nodePid)
                .flatMap(pid -> Procfs.read(pid).stream())
                .mapToDouble(Procfs.Seen::cpuSeconds)
                .sum();
    }
}
