package dev.holdfast.actors.cli;

import dev.holdfast.config.TlsSettings;
import dev.holdfast.persistence.tls.CertificateAuthority;
import dev.holdfast.protocol.wire.IpAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code holdfast certs}: makes the certificates that the nodes of a cluster know each other by. */
@Command(
        name = "certs",
        description = "Make the cluster's authority, once, and a certificate and key for each node.",
        footer = {
            "%nCopy ca.crt, NAME.crt and NAME.key to each node; keep ca.p12 where nobody else reads it:",
            "it can make more nodes, today with the same command and other names."
        })
final class CertsCommand implements Callable<Integer> {

    @Option(names = "--directory", paramLabel = "DIR", required = true, description = "Where the files go.")
    Path directory = Path.of(".");

    @Option(
            names = "--node",
            paramLabel = "NAME=ADDRESS",
            required = true,
            description = "A node and the address that the others reach it by; once for each node.")
    Map<String, String> nodes = new LinkedHashMap<>();

    @Option(
            names = "--days",
            defaultValue = "3650",
            description = "How long they are valid. Default: ${DEFAULT-VALUE}.")
    int days;

    @Override
    public Integer call() {
        Map<String, IpAddress> addresses = new LinkedHashMap<>();
        nodes.forEach((name, address) -> addresses.put(checked(name), parsed(name, address)));
        if (days < 1) {
            throw new CommandFailure(ExitCode.USAGE, "--days is at least 1, not " + days, "");
        }
        try {
            CertificateAuthority authority = CertificateAuthority.in(directory, days);
            for (Map.Entry<String, IpAddress> node : addresses.entrySet()) {
                TlsSettings made = authority.issue(node.getKey(), List.of(node.getValue()));
                Talk.toStderr()
                        .good("%s: tls { certificate = \"%s\", key = \"%s\", authority = \"%s\" }"
                                .formatted(node.getKey(), made.certificate(), made.key(), made.authority()));
            }
            return ExitCode.OK.number();
        } catch (IOException failed) {
            throw new CommandFailure(ExitCode.FAILED, String.valueOf(failed.getMessage()), "");
        }
    }

    private static String checked(String name) {
        if (!name.matches("[a-z0-9][a-z0-9-]{0,31}")) {
            throw new CommandFailure(ExitCode.USAGE, "a node's name has 1 to 32 of a-z 0-9 -, not " + name, "");
        }
        return name;
    }

    private static IpAddress parsed(String name, String address) {
        try {
            return IpAddress.parse(address);
        } catch (IllegalArgumentException wrong) {
            throw new CommandFailure(
                    ExitCode.USAGE, "node " + name + ": " + wrong.getMessage(), "write --node " + name + "=10.9.0.1");
        }
    }
}
