package dev.holdfast.actors.cli;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.NonBlockingReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast top}: a node's status on the whole screen, until q is pressed. */
@Command(
        name = "top",
        description = "Watch a node on the whole screen: owners, services, failovers, busiest connections.")
final class TopCommand implements Callable<Integer> {

    /** What a terminal has that does not say it: a serial line, a script's. */
    private static final int COLUMNS = 80;

    private static final int ROWS = 24;

    private static final String TO_OTHER_SCREEN = "\u001b[?1049h\u001b[?25l";
    private static final String BACK = "\u001b[?25h\u001b[?1049l";
    private static final String HOME = "\u001b[H";
    private static final String CLEAR_LINE_END = "\u001b[K\r\n";
    private static final String CLEAR_BELOW = "\u001b[J";

    @Mixin
    NodeOption node = new NodeOption();

    @Option(
            names = "--interval",
            paramLabel = "MILLIS",
            defaultValue = "1000",
            description = "Between two looks, 100 to 60000 ms (default: ${DEFAULT-VALUE}).")
    long intervalMillis = 1000;

    @Override
    public Integer call() throws IOException {
        if (intervalMillis < 100 || intervalMillis > 60_000) {
            throw new CommandFailure(ExitCode.USAGE, "--interval " + intervalMillis + " is not 100 to 60000 ms", "");
        }
        if (Optional.ofNullable(System.console()).filter(Console::isTerminal).isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE, "top needs a terminal", "for a file or a pipe: holdfast status -o json");
        }
        TopScreen screen = new TopScreen();
        screen.show(node.ask("status"));
        try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
            Attributes cooked = terminal.enterRawMode();
            terminal.writer().print(TO_OTHER_SCREEN);
            try {
                watch(terminal, screen);
            } finally {
                terminal.writer().print(BACK);
                terminal.writer().flush();
                terminal.setAttributes(cooked);
            }
        }
        return ExitCode.OK.number();
    }

    private void watch(Terminal terminal, TopScreen screen) throws IOException {
        while (true) {
            Size size = terminal.getSize();
            draw(terminal, screen.lines(told(size.getColumns(), COLUMNS), told(size.getRows(), ROWS) - 1));
            int key = terminal.reader().read(intervalMillis);
            if (key == 'q' || key == 'Q' || key == 3 || key == NonBlockingReader.EOF) {
                return;
            }
            if (key == 'o') {
                screen.reorder();
            }
            screen.show(node.ask("status"));
        }
    }

    private static int told(int size, int otherwise) {
        return size > 0 ? size : otherwise;
    }

    private static void draw(Terminal terminal, List<String> lines) {
        PrintWriter out = terminal.writer();
        out.print(HOME);
        lines.forEach(line -> out.print(line + CLEAR_LINE_END));
        out.print(CLEAR_BELOW);
        out.flush();
    }
}
