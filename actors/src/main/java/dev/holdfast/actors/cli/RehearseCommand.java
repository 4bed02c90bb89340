package dev.holdfast.actors.cli;

import dev.holdfast.actors.node.RehearsalMain;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code holdfast rehearse}: some takeovers in memory; for the build, which makes the nodes' ahead-of-time cache of it. */
@Command(name = "rehearse", hidden = true, description = "Run some takeovers in memory, and end.")
final class RehearseCommand implements Callable<Integer> {

    @Override
    public Integer call() throws IOException, InterruptedException {
        int done = RehearsalMain.run();
        System.out.println("rehearsed " + done + " takeovers of a connection");
        return (done > 0 ? ExitCode.OK : ExitCode.FAILED).number();
    }
}
