package dev.holdfast.actors.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.actors.doctor.Checks;
import dev.holdfast.actors.doctor.Diagnosis;
import dev.holdfast.actors.doctor.Finding;
import dev.holdfast.config.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast doctor}: looks at this host before a node depends on it. */
@Command(
        name = "doctor",
        description = "Look whether this host, a configuration and a server program are fit; changes nothing.",
        footer = {
            "%nExits with 1 if anything fails. The addresses of the configuration are asked for on the LAN, as",
            "RFC 5227 and RFC 4862 have it; the other nodes' ports are opened and closed."
        })
final class DoctorCommand implements Callable<Integer> {

    @Option(names = "--config", paramLabel = "FILE", description = "A node's configuration; without it the host alone.")
    @Nullable
    Path config;

    @Option(names = "-o", paramLabel = "FORMAT", defaultValue = "table", description = "table, json or jsonl.")
    OutputFormat format = OutputFormat.TABLE;

    @Parameters(paramLabel = "COMMAND", description = "A server program and its arguments, after --.")
    List<String> command = new ArrayList<>();

    @Override
    public Integer call() {
        Settings settings = config == null ? null : ConfigurationFile.settings(config);
        List<Diagnosis> all = new ArrayList<>(Checks.ofHost(settings));
        if (settings != null) {
            all.addAll(Checks.of(settings));
            if (!settings.cluster().nodes().isEmpty()) {
                all.addAll(Checks.ofAgreement(() -> status(settings)));
            }
        }
        if (!command.isEmpty()) {
            all.addAll(Checks.ofCommand(command));
        }
        List<ObjectNode> rows = all.stream().map(DoctorCommand::row).toList();
        System.out.print(format.renderRows(rows, () -> document(rows), () -> lines(all)));
        boolean failed = all.stream().anyMatch(one -> one.finding() instanceof Finding.Failure);
        return (failed ? ExitCode.FAILED : ExitCode.OK).number();
    }

    private static JsonNode status(Settings settings) {
        try {
            return new AdminSocket(settings.node().adminSocket()).ask("status");
        } catch (CommandFailure none) {
            return JsonNodeFactory.instance.missingNode();
        }
    }

    private static ObjectNode row(Diagnosis diagnosis) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("result", result(diagnosis.finding()))
                .put("check", diagnosis.subject())
                .put("says", diagnosis.finding().says())
                .put("advice", diagnosis.finding().advice());
    }

    private static ObjectNode document(List<ObjectNode> rows) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.putArray("checks").addAll(rows);
        return document;
    }

    /** A line each, never cut: the advice stands at its end. */
    private static String lines(List<Diagnosis> all) {
        int width = all.stream().mapToInt(one -> one.subject().length()).max().orElse(1);
        StringBuilder lines = new StringBuilder();
        for (Diagnosis one : all) {
            Finding finding = one.finding();
            String advice = finding.advice().isEmpty() ? "" : "; " + finding.advice();
            String subject = one.subject() + " ".repeat(width - one.subject().length());
            lines.append("%-7s  %s  %s%s\n".formatted(result(finding), subject, finding.says(), advice));
        }
        return lines.toString();
    }

    private static String result(Finding finding) {
        return switch (finding) {
            case Finding.Fine _ -> "ok";
            case Finding.Warning _ -> "warning";
            case Finding.Failure _ -> "failure";
        };
    }
}
