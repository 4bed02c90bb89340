package dev.holdfast.tests.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The names of one host of a lab.
 *
 * @param name the host's, and its node's in a cluster
 * @param network the host's own
 * @param serverNetwork where the server lives if it has a network of its own
 * @param directory of everything that the node keeps and says
 */
public record HostPlace(
        LabPlace lab, String name, NetworkNamespace network, NetworkNamespace serverNetwork, Path directory) {

    /** Toward the clients. */
    public String lanInterface() {
        return "hf-" + lab.name() + "-h";
    }

    /** Toward the other hosts. */
    public String backboneInterface() {
        return "hf-" + lab.name() + "-b";
    }

    public Path configuration() {
        return directory.resolve("node.conf");
    }

    public Path nodeLog() {
        return directory.resolve("node.log");
    }

    public Path serverLog() {
        return directory.resolve("server.log");
    }

    public Path nodePid() {
        return directory.resolve("node.pid");
    }

    public Path adminSocket() {
        return directory.resolve("admin.sock");
    }

    public Path nodeState() {
        return directory.resolve("node");
    }

    /** Where the node keeps a disk journal. */
    Path journal(LabRequest request) {
        Path ofLab = lab.journalWithin(request.journalDirectory());
        return request.hosts().count() == 1 ? ofLab : ofLab.resolve(name);
    }

    /** Everything that runs on the host: node, spawner, servers, and what a user started there. */
    List<Procfs.Seen> processes() {
        List<Procfs.Seen> all = new ArrayList<>(network.processes());
        all.addAll(serverNetwork.processes());
        return all;
    }
}
