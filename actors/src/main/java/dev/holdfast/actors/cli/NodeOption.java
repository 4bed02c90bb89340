package dev.holdfast.actors.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which node of this machine a command speaks to. */
final class NodeOption {

    @Option(
            names = "--socket",
            paramLabel = "FILE",
            defaultValue = "/run/holdfast/admin.sock",
            description = "The node's admin socket (default: ${DEFAULT-VALUE}).")
    Path socket = Path.of("/run/holdfast/admin.sock");

    /** The node's answer; a refusal is a failure. */
    JsonNode ask(String request) {
        JsonNode answer = new AdminSocket(socket).ask(request);
        if (answer.has("error")) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "the node at " + socket + " says: " + answer.path("error").asText(),
                    "its log says more");
        }
        return answer;
    }
}
