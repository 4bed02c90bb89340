package dev.holdfast.actors.node;

import dev.holdfast.actors.service.ServerSupervisor;
import dev.holdfast.actors.service.ServerSupervisor.ServerLifeParts;
import dev.holdfast.actors.service.ServerSupervisor.StartRefused;
import dev.holdfast.config.NodeSettings;
import dev.holdfast.config.ServiceSettings;
import dev.holdfast.interceptors.process.CrashOrClose;
import dev.holdfast.interceptors.process.NativeFiles;
import dev.holdfast.interceptors.process.ServerCommand;
import dev.holdfast.interceptors.process.Wrappability;
import dev.holdfast.interceptors.process.Wrappable;
import dev.holdfast.interceptors.process.WrappedServer;
import dev.holdfast.interceptors.ring.OutcomeRing;
import dev.holdfast.interceptors.ring.RecordLevel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts a service's program under the shim, after a look whether that can work. Safe for any thread; waits. */
final class ServerStarter implements ServerSupervisor.Starter {

    private static final Logger LOG = LoggerFactory.getLogger(ServerStarter.class);
    private static final List<String> REHEARSAL = List.of("/bin/true");

    private final ServiceSettings settings;
    private final Optional<Path> networkNamespace;
    private final NativeFiles natives;
    private final NodeSettings node;

    ServerStarter(ServiceSettings settings, Optional<Path> networkNamespace, NativeFiles natives, NodeSettings node) {
        this.settings = settings;
        this.networkNamespace = networkNamespace;
        this.natives = natives;
        this.node = node;
    }

    static ServerStarter of(NodeContext node, VirtualAddress address, ServiceSettings service) {
        return new ServerStarter(
                service,
                address.networkNamespace(),
                node.natives(),
                node.settings().node());
    }

    /**
     * Starts a program that does nothing, as the server would be: a takeover should not be the first time. Says so if that fails.
     */
    void rehearse() {
        try {
            Wrappability.check(settings.command(), System.getenv().getOrDefault("PATH", ""));
            OutcomeRing ring = OutcomeRing.create(RecordLevel.LIFECYCLE, OutcomeRing.DEFAULT_SLOTS_LOG2);
            ServerCommand nothing = new ServerCommand(
                    REHEARSAL, System.getenv(), Path.of("/"), networkNamespace, Optional.empty(), Path.of("/dev/null"));
            WrappedServer.start(nothing, ring, natives).exit().whenComplete((_, _) -> ring.close());
        } catch (IOException | RuntimeException failed) {
            LOG.warn("{}: a server could not be started here: {}", settings.name(), failed.getMessage());
        }
    }

    @Override
    public ServerLifeParts start(int incarnation) throws IOException, StartRefused {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.putAll(settings.environment());
        if (Wrappability.check(settings.command(), environment.getOrDefault("PATH", "")) instanceof Wrappable.No no) {
            throw new StartRefused("cannot protect " + settings.command().getFirst() + ": " + no);
        }
        RecordLevel level = switch (settings.level()) {
            case L0 -> RecordLevel.LIFECYCLE;
            case L1 -> RecordLevel.OUTCOMES;
        };
        OutcomeRing ring = OutcomeRing.create(level, OutcomeRing.DEFAULT_SLOTS_LOG2);
        try {
            WrappedServer server = WrappedServer.start(command(environment), ring, natives);
            return new ServerLifeParts(server, ring, CrashOrClose.of(server, ring));
        } catch (IOException failed) {
            ring.close();
            throw failed;
        }
    }

    private ServerCommand command(Map<String, String> environment) {
        Path log = settings.logFile();
        return new ServerCommand(
                settings.command(),
                environment,
                settings.directory(),
                networkNamespace,
                Optional.ofNullable(settings.user()),
                log == null ? node.stateDirectory().resolve(settings.name() + ".log") : log);
    }
}
