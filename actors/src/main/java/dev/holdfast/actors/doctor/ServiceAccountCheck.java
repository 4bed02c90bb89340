package dev.holdfast.actors.doctor;

import dev.holdfast.config.ServiceSettings;
import dev.holdfast.interceptors.host.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whom a server runs as, where, and where its words go. */
record ServiceAccountCheck(ServiceSettings service) implements Check {

    @Override
    public String subject() {
        return "surroundings of " + service.name();
    }

    @Override
    public Finding look() throws IOException {
        String user = service.user();
        if (user != null && !Command.of("id", "-u", "--", user).attempt().ok()) {
            return new Finding.Failure("there is no user " + user, "make it: adduser --system " + user);
        }
        if (!Files.isDirectory(service.directory())) {
            return new Finding.Failure(
                    service.directory() + " is no directory", "make it, or set the service's directory");
        }
        Path log = service.logFile();
        Path logs = log == null ? null : log.getParent();
        if (logs != null && !Files.isWritable(logs)) {
            return new Finding.Failure(logs + " cannot be written", "make it, or set another log-file");
        }
        return new Finding.Fine(
                "runs as %s in %s".formatted(user == null ? "the node's user" : user, service.directory()));
    }
}
