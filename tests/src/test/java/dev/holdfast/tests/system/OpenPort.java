package dev.holdfast.tests.system;

import dev.holdfast.tests.lab.LabHost;
import java.util.List;
import java.util.stream.Stream;

/**
 * Something that listens on a host, as {@code ss} sees it.
 *
 * @param target {@code HOST:PORT}, or the path of a Unix socket
 */
record OpenPort(String target) {

    /** All that listens in the host's own network; its server has another. */
    static List<OpenPort> of(LabHost host) {
        return Stream.of("-Hlntu", "-Hlx")
                .flatMap(kind -> host.place().network().in("ss", kind).lines())
                .map(OpenPort::parse)
                .toList();
    }

    /** {@code tcp LISTEN 0 50 [::ffff:10.9.0.1]:7402 *:*}, or {@code u_str LISTEN 0 50 /run/admin.sock 10164879 * 0}. */
    private static OpenPort parse(String line) {
        String[] columns = line.strip().split("\\s+", -1);
        if (!columns[0].equals("tcp") && !columns[0].equals("u_str")) {
            throw new AssertionError("no stranger has tried such a port so far: " + line);
        }
        return new OpenPort(
                columns[4].replaceAll("^\\[::ffff:(.*)]", "$1").replaceAll("^(\\*|0\\.0\\.0\\.0|\\[::])", "127.0.0.1"));
    }

    boolean isUnix() {
        return target.startsWith("/");
    }

    /** Whether others than this host reach it: then it must ask for a certificate. */
    boolean isExposed() {
        return !isUnix() && !target.startsWith("127.0.0.1:");
    }
}
