package dev.holdfast.actors.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.holdfast.actors.watch.HttpEndpoint;
import dev.holdfast.actors.watch.WatchEndpoints;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast page}: the live page of a node that shows none itself, such as a lab's, until it is interrupted. */
@Command(
        name = "page",
        description = "Show a node's live page on this machine's loopback, to all its users, until interrupted.")
final class PageCommand implements Callable<Integer> {

    @Mixin
    NodeOption node = new NodeOption();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "1 to 65535 (default: one that is free).")
    int port;

    @Override
    public Integer call() throws InterruptedException {
        if (port < 0 || port > 0xffff) {
            throw new CommandFailure(ExitCode.USAGE, "--port " + port + " is not 1 to 65535", "");
        }
        node.ask("status");
        try (HttpEndpoint endpoint =
                WatchEndpoints.page(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), this::ask)) {
            System.out.println("http://localhost:" + endpoint.address().getPort() + "/");
            Talk.toStderr().step("Ctrl-C ends it");
            new CountDownLatch(1).await();
            return ExitCode.OK.number();
        } catch (IOException taken) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "port " + port + " cannot be listened on: " + taken.getMessage(),
                    "choose another");
        }
    }

    private byte[] ask(String request) {
        try {
            return new AdminSocket(node.socket).ask(request).toString().getBytes(StandardCharsets.UTF_8);
        } catch (CommandFailure silent) {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("ok", false)
                    .put("error", silent.getMessage())
                    .toString()
                    .getBytes(StandardCharsets.UTF_8);
        }
    }
}
