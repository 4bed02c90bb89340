package dev.holdfast.actors.doctor;

import dev.holdfast.interceptors.process.NativeFiles;
import java.io.IOException;
import java.nio.file.Path;

/** What a node remembers lies there, and its shim and launcher unless a package has installed them. */
record StateDirectoryCheck(Path directory) implements Check {

    @Override
    public String subject() {
        return "state directory";
    }

    @Override
    public Finding look() throws IOException {
        return judge(Directory.of(directory), NativeFiles.installed().isPresent());
    }

    Finding judge(Directory found, boolean installed) {
        String advice = "name another one: holdfast.node.state-directory";
        if (found.obstacle().isPresent()) {
            return new Finding.Failure(directory + " " + found.obstacle().get(), advice);
        }
        return found.noexec() && !installed
                ? new Finding.Failure(
                        directory + " is mounted noexec: the servers' launcher could not run there", advice)
                : new Finding.Fine(directory + " can be used");
    }
}
