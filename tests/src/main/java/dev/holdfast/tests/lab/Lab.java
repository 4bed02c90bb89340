package dev.holdfast.tests.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.actors.cli.CommandFailure;
import dev.holdfast.actors.cli.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A lab that is up: a client, and one host or three with a node in each and the user's server wrapped by those nodes.
 *
 * <p>Its truth lies in the machine (namespaces, processes, the files of {@link LabPlace}), not in this object, so any
 * process may open, use and remove a lab that another one made. Safe for any thread.
 */
public final class Lab implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration WHOLE_PATIENCE = Duration.ofSeconds(30);

    private final LabPlace place;
    private final LabRequest request;
    private final Addressing addressing;
    private final List<LabHost> hosts;

    private Lab(LabPlace place, LabRequest request) {
        this.place = place;
        this.request = request;
        this.addressing = Addressing.around(request.vip());
        this.hosts = place.hosts(request.hosts()).stream().map(LabHost::new).toList();
    }

    /** Makes it and waits until it serves; when that fails, nothing of it is left. */
    public static Lab up(LabRequest request) {
        return up(request, _ -> {});
    }

    /** The same; {@code progress} hears of each step, by the calling thread. */
    public static Lab up(LabRequest request, Consumer<String> progress) {
        LabPlace place = new LabPlace(request.name());
        Lab lab = new Lab(place, request);
        Machine.mustHoldALab();
        mustBeRunnable(request);
        claim(place);
        try {
            lab.build(progress);
            return lab;
        } catch (IOException broken) {
            Demolition.of(place);
            throw new UncheckedIOException(broken);
        } catch (RuntimeException failed) {
            Demolition.of(place);
            throw failed;
        }
    }

    private void build(Consumer<String> progress) throws IOException {
        JSON.writeValue(place.requestFile().toFile(), request);
        if (request.hosts().tls()) {
            ClusterConfiguration.certify(place, addressing);
            progress.accept("certificates made");
        }
        LabNetwork.create(place, addressing, request);
        for (LabHost host : hosts) {
            Files.createDirectories(host.place().nodeState());
            Files.writeString(
                    host.place().configuration(), NodeConfiguration.render(request, host.place(), addressing));
        }
        Map<LabHost, NodeProcess> starting = new LinkedHashMap<>();
        hosts.forEach(host -> starting.put(host, NodeProcess.launch(host.place())));
        starting.forEach((host, node) -> {
            Duration needed = node.awaitReady();
            if (hosts.size() > 1) {
                progress.accept("%s is ready after %.1f s".formatted(host.name(), needed.toMillis() / 1000.0));
            }
        });
        if (hosts.size() > 1) {
            ClusterView view = ClusterView.await(this, ClusterView::whole, WHOLE_PATIENCE);
            progress.accept(view.owner().orElse("nobody") + " owns " + addressing.vip());
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

    /** In the order of their names; the sole one of a small lab is {@code host}. */
    public List<LabHost> hosts() {
        return hosts;
    }

    /** The host of that name; an error that tells the names otherwise. */
    public LabHost host(String name) {
        return hosts.stream()
                .filter(host -> host.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.USAGE,
                        "lab '" + place.name() + "' has no host '" + name + "'",
                        "its hosts: " + String.join(", ", hostNames())));
    }

    List<String> hostNames() {
        return hosts.stream().map(LabHost::name).toList();
    }

    /** The host that serves now, by the nodes' own account; the sole one of a small lab, the first one if none says so. */
    public LabHost owner() {
        return hosts.size() == 1
                ? hosts.getFirst()
                : ClusterView.of(this).owner().map(this::host).orElse(hosts.getFirst());
    }

    /** The cables of a large lab, which can be cut. */
    public Cuts cuts() {
        if (hosts.size() == 1) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "lab '" + place.name() + "' has one host and no cable that could be cut",
                    "make a large one: holdfast lab up --hosts 3 …");
        }
        return new Cuts(place.switchboard());
    }

    /** The names of the cables. */
    public List<String> links() {
        return hosts.size() == 1 ? List.of() : SwitchedNetwork.links();
    }

    /**
     * The host dies as by a power cut: nothing leaves it any more, all its processes are gone, and so is what its kernel knew.
     *
     * @param keepDisk false: its state directory and journal are lost too
     * @return how many processes there were
     */
    public int killHost(LabHost host, boolean keepDisk) {
        cuts().cut(SwitchedNetwork.links(host.name()), Cuts.Direction.BOTH);
        int killed = host.killNode();
        network().unplug(host.place());
        if (!keepDisk) {
            Trees.remove(host.place().nodeState());
            Trees.remove(host.place().journal(request));
        }
        return killed;
    }

    /** A host that was killed comes back, with the disk that was left to it; gives how long its node took to find its place. */
    public Duration startHost(LabHost host) {
        mustBeDead(host);
        powerOn(host);
        return startNode(host);
    }

    /** Several hosts may be started at one time. */
    private synchronized void powerOn(LabHost host) {
        network().unplug(host.place());
        cuts().mend(SwitchedNetwork.links(host.name()));
        network().plugIn(host.place());
    }

    /** A node that was killed comes back; gives how long it took to find its place. */
    public Duration startNode(LabHost host) {
        mustBeDead(host);
        if (!host.place().network().exists()) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    host.name() + " itself is dead, not only its node",
                    "holdfast lab start host " + host.name());
        }
        try {
            Files.createDirectories(host.place().nodeState());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return NodeProcess.launch(host.place()).awaitReady();
    }

    private static void mustBeDead(LabHost host) {
        if (host.nodePid() != 0) {
            throw new CommandFailure(
                    ExitCode.FAILED, "the node of " + host.name() + " runs", "holdfast lab status shows it");
        }
    }

    private SwitchedNetwork network() {
        return new SwitchedNetwork(place, addressing, request);
    }

    /** SIGKILL to every process of the server that serves now; gives how many there were. */
    public int killServer() {
        return owner().killServer();
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
        return owner().serverProcesses();
    }

    /** Of the host that serves; 0 when the node is dead. */
    public int nodePid() {
        return owner().nodePid();
    }

    /** Of the host that serves. */
    public JsonNode status() {
        return owner().status();
    }

    /** The end of the nodes' logs, for a report of a failure: the logs themselves go with the lab. */
    public String nodesLastWords() {
        return hosts.size() == 1
                ? hosts.getFirst().lastWords()
                : hosts.stream()
                        .map(host -> host.name() + ":\n" + host.lastWords())
                        .collect(Collectors.joining("\n"));
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
