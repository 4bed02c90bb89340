package dev.holdfast.tests.lab;

import dev.holdfast.actors.cli.CommandFailure;
import dev.holdfast.actors.cli.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;

/** Every name that a lab makes, derived from its own: what is not named here was not made by it. */
public record LabPlace(String name) {

    /** Both are gone when there is no lab. */
    static final Path ROOT = Path.of("/run/holdfast");

    static final Path LABS = ROOT.resolve("lab");

    public LabPlace {
        if (!name.matches("[a-z0-9]{1,9}")) {
            throw new CommandFailure(
                    ExitCode.USAGE, "'" + name + "' can not be a lab's name", "use 1 to 9 small letters and digits");
        }
    }

    public NetworkNamespace client() {
        return new NetworkNamespace("hf-" + name + "-client");
    }

    public NetworkNamespace host() {
        return new NetworkNamespace("hf-" + name + "-host");
    }

    public NetworkNamespace server() {
        return new NetworkNamespace("hf-" + name + "-server");
    }

    /** The client's end of the wire. */
    public String clientInterface() {
        return "hf-" + name + "-c";
    }

    /** The host's end of the wire. */
    public String hostInterface() {
        return "hf-" + name + "-h";
    }

    public Path directory() {
        return LABS.resolve(name);
    }

    public Path requestFile() {
        return directory().resolve("lab.json");
    }

    public Path configuration() {
        return directory().resolve("node.conf");
    }

    public Path nodeLog() {
        return directory().resolve("node.log");
    }

    public Path serverLog() {
        return directory().resolve("server.log");
    }

    public Path nodePid() {
        return directory().resolve("node.pid");
    }

    public Path adminSocket() {
        return directory().resolve("admin.sock");
    }

    public Path nodeState() {
        return directory().resolve("node");
    }

    /** The part of a user's journal directory that is the lab's own, and is removed with it. */
    public Path journalWithin(Path chosen) {
        return chosen.resolve("holdfast-lab-" + name);
    }

    /** Whether anything of this lab is there, were it only a part. */
    public boolean hasTraces() {
        return Files.exists(directory()) || client().exists() || host().exists() || server().exists();
    }
}
