package dev.holdfast.tests.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command lines of the independent test programs; they know nothing of Holdfast. */
public final class SystemPrograms {

    private static final List<String> PYTHON = List.of("/usr/bin/python3", "-I", "-S", "-B");

    private SystemPrograms() {}

    /** A deterministic server of {@code servers.py}, listening on all addresses of the VIP's family. */
    public static List<String> server(String kind, Addressing addressing, int port) {
        return python("servers.py", kind, "--bind", addressing.isIpv6() ? "::" : "0.0.0.0", Integer.toString(port));
    }

    /** The checking client; {@code options} as {@code streamclient.py} has them. */
    public static List<String> streamClient(Lab lab, String... options) {
        List<String> words = python(
                "streamclient.py",
                "--host",
                lab.addressing().vip(),
                "--port",
                Integer.toString(lab.request().port()));
        words.addAll(List.of(options));
        return words;
    }

    public static List<String> python(String script, String... words) {
        Path path = Checkout.script(script);
        List<String> command = new ArrayList<>(PYTHON);
        command.add(path.toString());
        command.addAll(List.of(words));
        return command;
    }
}
