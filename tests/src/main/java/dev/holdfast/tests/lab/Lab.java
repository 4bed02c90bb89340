package dev.holdfast.tests.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.actors.cli.AdminSocket;
import dev.holdfast.actors.cli.CommandFailure;
import dev.holdfast.actors.cli.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A lab that is up: a client namespace, a host namespace with a node in it, and the user's server wrapped by that node.
 *
 * <p>Its truth lies in the machine (namespaces, processes, the files of {@link LabPlace}), not in this object, so any
 * process may open, use and remove a lab that another one made. Safe for any thread.
 */
public final class Lab implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final LabPlace place;
    private final LabRequest request;
    private final Addressing addressing;

    private Lab(LabPlace place, LabRequest request) {
        this.place = place;
        this.request = request;
        this.addressing = Addressing.around(request.vip());
    }

    /** Makes it and waits until its node serves; when that fails, nothing of it is left. */
    public static Lab up(LabRequest request) {
        LabPlace place = new LabPlace(request.name());
        Lab lab = new Lab(place, request);
        Machine.mustHoldALab();
        mustBeRunnable(request);
        claim(place);
        try {
            JSON.writeValue(place.requestFile().toFile(), request);
            Files.writeString(place.configuration(), NodeConfiguration.render(request, place, lab.addressing));
            Files.createDirectories(place.nodeState());
            LabNetwork.create(place, lab.addressing, request);
            NodeProcess.start(place);
            return lab;
        } catch (IOException broken) {
            Demolition.of(place);
            throw new UncheckedIOException(broken);
        } catch (RuntimeException failed) {
            Demolition.of(place);
            throw failed;
        }
    }

    /** A lab that was made before, by whomever. */
    public static Lab open(String name) {
        LabPlace place = new LabPlace(name);
        try {
            return new Lab(place, JSON.readValue(place.requestFile().toFile(), LabRequest.class));
        } catch (IOException absent) {
            throw new CommandFailure(
                    ExitCode.NOT_REACHABLE,
                    place.hasTraces() ? "lab '" + name + "' is there in parts only" : "there is no lab '" + name + "'",
                    place.hasTraces()
                            ? "remove them: holdfast lab down"
                            : "make one: holdfast lab up --port P -- SERVER");
        }
    }

    /** Removes every trace of the lab of that name; false if there was none. */
    public static boolean down(String name) {
        return Demolition.of(new LabPlace(name));
    }

    public LabRequest request() {
        return request;
    }

    public Addressing addressing() {
        return addressing;
    }

    public LabPlace place() {
        return place;
    }

    /** The words that run a command on the client's side of the lab. */
    public List<String> onClient(List<String> command) {
        return place.client().entering(command);
    }

    /** SIGKILL to every process of the server; gives how many there were. */
    public int killServer() {
        return new WrappedServer(place).kill();
    }

    /** The same, as soon as there is a process to kill; 0 when none came in time. */
    public int killServer(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        int killed = killServer();
        while (killed == 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(2_000_000);
            killed = killServer();
        }
        return killed;
    }

    public List<Procfs.Seen> serverProcesses() {
        return new WrappedServer(place).processes();
    }

    /** 0 when the node is dead. */
    public int nodePid() {
        return NodeProcess.pidIn(place);
    }

    public JsonNode status() {
        return new AdminSocket(place.adminSocket()).ask("status");
    }

    /** The end of the node's log, for a report of a failure: the log itself goes with the lab. */
    public String nodesLastWords() {
        try {
            return NodeProcess.lastWords(place.nodeLog());
        } catch (IOException gone) {
            return "";
        }
    }

    @Override
    public void close() {
        Demolition.of(place);
    }

    /** Making the directory is the lock: it exists once, for one maker. */
    private static void claim(LabPlace place) {
        try {
            Files.createDirectories(LabPlace.LABS);
            if (!Files.exists(place.directory()) && place.hasTraces()) {
                throw new FileAlreadyExistsException(place.directory().toString());
            }
            Files.createDirectory(
                    place.directory(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (NoSuchFileException _) {
            // the last lab went down meanwhile, and took the directory of all labs with it
            claim(place);
        } catch (FileAlreadyExistsException _) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "a lab '" + place.name() + "' is there already",
                    "look at it: holdfast lab status; remove it: holdfast lab down; or choose another --name");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static void mustBeRunnable(LabRequest request) {
        if (request.command().isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE, "no server command", "holdfast lab up --port P -- SERVER COMMAND…");
        }
        if (Machine.find(request.command().getFirst()) == null) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION,
                    "there is no program " + request.command().getFirst(),
                    "give its full path, or install it");
        }
    }
}
