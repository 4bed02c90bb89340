package dev.holdfast.tests.bench;

import dev.holdfast.tests.lab.Checkout;
import dev.holdfast.tests.lab.Lab;
import dev.holdfast.tests.lab.LabRequest;
import dev.holdfast.tests.lab.LastWill;
import dev.holdfast.tests.lab.Procfs;
import java.nio.file.Path;
import java.util.List;

/** A lab whose server is the load server. */
final class HoldfastBed implements Bed {

    private static final int PORT = 9000;

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

    private static Lab up(String name, Path directory, LastWill will, LabRequest.LinkKind link, boolean disk) {
        String load = Checkout.compiled("load").toString();
        LabRequest request = LabRequest.of(name, PORT, List.of(load, "serve", "0.0.0.0", Integer.toString(PORT)))
                .withLink(link)
                .withJournal(disk ? LabRequest.JournalKind.DISK : LabRequest.JournalKind.MEMORY)
                .withJournalDirectory(directory);
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

    @Override
    public double cpuSeconds() {
        return Procfs.read(lab.nodePid()).map(Procfs.Seen::cpuSeconds).orElse(0.0);
    }
}
