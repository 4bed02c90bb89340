package dev.holdfast.tests.bench;

import dev.holdfast.tests.lab.Checkout;
import dev.holdfast.tests.lab.Lab;
import dev.holdfast.tests.lab.LabHost;
import dev.holdfast.tests.lab.LabRequest;
import dev.holdfast.tests.lab.LastWill;
import dev.holdfast.tests.lab.Procfs;
import java.util.List;

/** A lab of three hosts: every byte and every fact is on a majority of the journal's copies before it counts. */
final class ClusterBed implements Bed {

    private static final int PORT = 9000;
    private static final String WITNESS = "gamma";

    private final String name;
    private final Lab lab;
    private final String load = Checkout.compiled("load").toString();

    private ClusterBed(String name, Lab lab) {
        this.name = name;
        this.lab = lab;
    }

    static Bed threeCopies(LastWill will) {
        return new ClusterBed("holdfast-3-copies", up("bthree", will));
    }

    /** Two of the three copies are left, and both of them have to answer. */
    static Bed twoCopies(LastWill will) {
        Lab lab = up("btwo", will);
        lab.killHost(lab.host(WITNESS), false);
        return new ClusterBed("holdfast-2-copies", lab);
    }

    private static Lab up(String name, LastWill will) {
        String load = Checkout.compiled("load").toString();
        LabRequest request = LabRequest.of(name, PORT, List.of(load, "serve", "0.0.0.0", Integer.toString(PORT)))
                .withHosts(LabRequest.Hosts.THREE);
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
        return false;
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
