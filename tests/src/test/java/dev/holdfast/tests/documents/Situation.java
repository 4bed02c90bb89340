package dev.holdfast.tests.documents;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands for the documents' example names and placeholders on this machine.
 *
 * @param directory of the run's own files: {@code holdfast.conf}, {@code nginx.conf}, {@code answer}, {@code journals}
 * @param socket a running node's
 * @param client of one of its connections, address and port
 * @param connection the id of the same
 * @param server address and port of a server like its own
 */
record Situation(Path directory, Path socket, String client, String connection, String server) {

    private static final Pattern UNKNOWN =
            Pattern.compile("(?<![A-Za-z0-9_/=.-])([A-Z]{1,12}(:[A-Z]+)?)(?![A-Za-z0-9_/=.-])|…|/path/");

    /** One with which command lines can be parsed, but not run. */
    static Situation imagined() {
        return new Situation(
                Path.of("/tmp"), Path.of("/tmp/admin.sock"), "10.77.0.1:1", "server_10.77.0.1:1", "127.0.0.1:1");
    }

    /** @throws AssertionError if something is left that is nobody's name here */
    DocumentedCommand fill(DocumentedCommand command) {
        String text = command.text();
        for (Example example : examples()) {
            text = text.replaceAll(example.shown, Matcher.quoteReplacement(example.meant));
        }
        Matcher unknown = UNKNOWN.matcher(text);
        if (unknown.find()) {
            throw new AssertionError(command + ": nothing is known to stand for '" + unknown.group() + "'");
        }
        return command.with(text);
    }

    private record Example(String shown, String meant) {}

    private List<Example> examples() {
        return List.of(
                new Example("/path/nginx.conf", file("nginx.conf")),
                new Example("/etc/holdfast/holdfast.conf", file("holdfast.conf")),
                new Example("/etc/holdfast/certs", file("certs")),
                new Example("/run/holdfast/admin.sock", socket.toString()),
                new Example("198\\.51\\.100\\.7:\\d+", client),
                new Example("--client 198\\.51\\.100\\.(?!\\d)", "--client " + client.replaceFirst(":.*", "")),
                new Example("server_10\\.77\\.0\\.1:\\d+|\\bCONN\\b", connection),
                new Example("HOST:PORT", server),
                new Example("--service web", "--service server"),
                new Example("--socket (FILE|SOCKET)", "--socket " + socket),
                new Example("--node SOCKET", "--node " + socket),
                new Example("--expect FILE", "--expect " + file("answer")),
                new Example("--pcapng FILE", "--pcapng " + file("export")),
                new Example("--jsonl FILE", "--jsonl " + file("export")),
                new Example("\\bFILE\\b", file("holdfast.conf")),
                new Example("\\bDIR\\b", file("journals")),
                new Example("diff A B", "diff " + file("journals") + " " + socket),
                new Example("--state-at N", "--state-at 2"),
                new Example("-- (SERVER|COMMAND)\\b", "-- /usr/sbin/nginx -c " + file("nginx.conf")));
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }
}
