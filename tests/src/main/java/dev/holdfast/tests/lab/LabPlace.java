package dev.holdfast.tests.lab;

import dev.holdfast.actors.cli.CommandFailure;
import dev.holdfast.actors.cli.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Every name that a lab makes, derived from its own: what is not named here was not made by it. */
public record LabPlace(String name) {

    /** Both are gone when there is no lab. */
    static final Path ROOT = Path.of("/run/holdfast");

    static final Path LABS = ROOT.resolve("lab");

    /** What the one host of a small lab is called. */
    static final String SOLE_HOST = "host";

    /** The hosts of a large lab; the last is the witness. */
    static final List<String> HOSTS = List.of("alpha", "beta", "gamma");

    public LabPlace {
        if (!name.matches("[a-z0-9]{1,9}")) {
            throw new CommandFailure(
                    ExitCode.USAGE, "'" + name + "' can not be a lab's name", "use 1 to 9 small letters and digits");
        }
    }

    public NetworkNamespace client() {
        return namespace("client");
    }

    /** The cables and switches between the hosts of a large lab. */
    NetworkNamespace switchboard() {
        return namespace("switch");
    }

    /** The client's end of the wire. */
    public String clientInterface() {
        return "hf-" + name + "-c";
    }

    /** The one host of a small lab; its files lie beside the lab's own. */
    public HostPlace soleHost() {
        return new HostPlace(this, SOLE_HOST, namespace("host"), namespace("server"), directory());
    }

    /** A host of a large lab. */
    public HostPlace host(String hostName) {
        return new HostPlace(
                this,
                hostName,
                namespace(hostName),
                namespace(hostName + "-server"),
                directory().resolve(hostName));
    }

    List<HostPlace> hosts(LabRequest.Hosts hosts) {
        return hosts.count() == 1
                ? List.of(soleHost())
                : HOSTS.stream().map(this::host).toList();
    }

    public Path directory() {
        return LABS.resolve(name);
    }

    public Path requestFile() {
        return directory().resolve("lab.json");
    }

    /** The hosts' certificates, and the authority that made them. */
    Path certificates() {
        return directory().resolve("certs");
    }

    /** The part of a user's journal directory that is the lab's own, and is removed with it. */
    public Path journalWithin(Path chosen) {
        return chosen.resolve("holdfast-lab-" + name);
    }

    /** The networks of this lab that there are, whoever made them; a lab's name has no dash, so no other lab's are among them. */
    List<NetworkNamespace> namespaces() {
        List<NetworkNamespace> found = new ArrayList<>();
        if (Files.isDirectory(NetworkNamespace.MOUNTS)) {
            try (DirectoryStream<Path> named = Files.newDirectoryStream(NetworkNamespace.MOUNTS, "hf-" + name + "-*")) {
                named.forEach(path ->
                        found.add(new NetworkNamespace(path.getFileName().toString())));
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
        return found;
    }

    /** Whether anything of this lab is there, were it only a part. */
    public boolean hasTraces() {
        return Files.exists(directory()) || !namespaces().isEmpty();
    }

    private NetworkNamespace namespace(String part) {
        return new NetworkNamespace("hf-" + name + "-" + part);
    }
}
