package dev.holdfast.tests.lab;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.actors.cli.CommandFailure;
import dev.holdfast.actors.cli.ExitCode;
import dev.holdfast.actors.cli.OutputFormat;
import dev.holdfast.actors.cli.StatusTables;
import dev.holdfast.actors.cli.Talk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast lab}: try Holdfast with your own server, in network namespaces of this machine. */
@Command(
        name = "lab",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = LabUpCommand.class,
        description = "Try it with your own server: client, node and server in network namespaces of this machine.")
public final class LabCommand {

    private static final String NAME_HELP = "Which lab (default: ${DEFAULT-VALUE}).";

    private final Talk talk = Talk.toStderr();

    @Command(name = "exec", description = "Run a client in the lab: lab exec client -- curl http://10.77.0.10:8080/")
    int exec(
            @Option(names = "--name", defaultValue = "lab", description = NAME_HELP) String name,
            @Parameters(index = "0", paramLabel = "client", description = "The side to run it on.") String side,
            @Parameters(index = "1..*", arity = "1..*", paramLabel = "CMD", description = "The client and its words.")
                    List<String> command)
            throws IOException, InterruptedException {
        if (!side.equals("client")) {
            throw new CommandFailure(ExitCode.USAGE, "'" + side + "' is no side of a lab", "lab exec client -- CMD…");
        }
        Lab lab = Lab.open(name);
        return new ProcessBuilder(lab.onClient(command)).inheritIO().start().waitFor();
    }

    @Command(name = "kill", description = "SIGKILL to all processes of the server: lab kill server")
    int kill(
            @Option(names = "--name", defaultValue = "lab", description = NAME_HELP) String name,
            @Parameters(paramLabel = "server", description = "What to kill.") String what) {
        if (!what.equals("server")) {
            throw new CommandFailure(ExitCode.USAGE, "'" + what + "' can not be killed here", "lab kill server");
        }
        int killed = Lab.open(name).killServer();
        if (killed == 0) {
            throw new CommandFailure(
                    ExitCode.FAILED, "no process of the server is there", "holdfast lab status says why");
        }
        talk.blow("killed " + killed + (killed == 1 ? " process" : " processes") + " of the server");
        return ExitCode.OK.number();
    }

    @Command(name = "status", description = "Show connections, state, incarnation and the last failures.")
    int status(
            @Option(names = "--name", defaultValue = "lab", description = NAME_HELP) String name,
            @Option(names = "-o", defaultValue = "table", paramLabel = "FORMAT", description = "table or json.")
                    OutputFormat format) {
        Lab lab = Lab.open(name);
        if (lab.nodePid() == 0) {
            throw new CommandFailure(
                    ExitCode.NOT_REACHABLE,
                    "the node of lab '" + name + "' is dead",
                    "its last words are in " + lab.place().nodeLog() + "; holdfast lab down removes the lab");
        }
        var status = lab.status();
        if (format == OutputFormat.JSON) {
            ObjectNode whole = JsonNodeFactory.instance.objectNode();
            whole.set("lab", facts(lab));
            if (status instanceof ObjectNode fields) {
                whole.setAll(fields);
            }
            System.out.println(whole.toPrettyString());
        } else {
            System.out.print(StatusTables.render(status));
        }
        return ExitCode.OK.number();
    }

    @Command(name = "down", description = "Remove the lab with everything that it made, also after a crash.")
    int down(@Option(names = "--name", defaultValue = "lab", description = NAME_HELP) String name) {
        Machine.mustHoldALab();
        talk.good(Lab.down(name) ? "lab '" + name + "' is gone" : "there was no lab '" + name + "'");
        return ExitCode.OK.number();
    }

    private static ObjectNode facts(Lab lab) {
        LabPlace place = lab.place();
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        facts.put("name", place.name());
        facts.put("vip", lab.addressing().vip());
        facts.put("port", lab.request().port());
        facts.put("client_namespace", place.client().name());
        facts.put("host_namespace", place.host().name());
        facts.put("node_pid", lab.nodePid());
        facts.put("directory", place.directory().toString());
        lab.serverProcesses().forEach(seen -> facts.withArray("server_pids").add(seen.pid()));
        return facts;
    }

    /** For {@link LabUpCommand}'s default. */
    static Path here() {
        return Path.of("").toAbsolutePath();
    }
}
