package dev.holdfast.tests.lab;

import java.util.List;
import java.util.stream.Collectors;

/** A node of a lab as HOCON: one virtual address, one service. */
final class NodeConfiguration {

    /** Of the node's metrics, health and live page. */
    static final int HTTP_PORT = 9464;

    private NodeConfiguration() {}

    static String render(LabRequest request, HostPlace place, Addressing addressing) {
        String namespace = request.placement() == LabRequest.Placement.NAMESPACE
                ? "\n    namespace = " + quoted(place.serverNetwork().name())
                : "";
        return """
                # Written by `holdfast lab up`; goes away with the lab.
                holdfast.node {
                  name = %s
                  state-directory = %s
                  admin-socket = %s
                }
                holdfast.vips = [{
                    address = %s
                    interface = %s
                    placement = %s%s%s
                    link = %s
                    services = [{
                        name = "server"
                        port = %d
                        level = %s
                        # In a lab the user is who kills: the server comes back at once.
                        restart { min-backoff = 2 ms, max-backoff = 200 ms, reset-after = 200 ms }
                        directory = %s
                        log-file = %s
                        command = %s
                    }]
                }]
                holdfast.journal {
                  store = %s
                  fsync = %s
                  directory = %s
                  memory-bytes-max = 2 GiB
                }
                holdfast.limits.journal-share-max = 0.9
                # On the host's own loopback: nothing of the machine around the lab can meet it.
                holdfast.http.port = %d
                %s""".formatted(
                        quoted(request.hosts().count() == 1 ? "lab-" + request.name() : place.name()),
                        quoted(place.nodeState().toString()),
                        quoted(place.adminSocket().toString()),
                        quoted(addressing.vip()),
                        quoted(place.lanInterface()),
                        request.placement() == LabRequest.Placement.HOST ? "host" : "namespace",
                        namespace,
                        ClusterConfiguration.owners(request),
                        request.link() == LabRequest.LinkKind.FAST ? "fast" : "pcap4j",
                        request.port(),
                        request.level().toLowerCase(java.util.Locale.ROOT),
                        quoted(request.directory().toString()),
                        quoted(place.serverLog().toString()),
                        list(request.command()),
                        request.journal() == LabRequest.JournalKind.MEMORY ? "memory" : "rocksdb",
                        request.journal() == LabRequest.JournalKind.FSYNC,
                        quoted(place.journal(request).toString()),
                        HTTP_PORT,
                        ClusterConfiguration.section(request, place, addressing));
    }

    private static String list(List<String> words) {
        return words.stream().map(NodeConfiguration::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    /** A HOCON quoted string is a JSON string. */
    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\').append((char) c);
            } else if (c < 0x20) {
                out.append("\\u%04x".formatted(c));
            } else {
                out.append((char) c);
            }
        });
        return out.append('"').toString();
    }
}
