package dev.holdfast.interceptors.system;

import dev.holdfast.interceptors.address.VipPlacement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Measures both wires beside a bare veth: single-stream iperf3, medians; to be run by hand, as root.
 * Arguments: the wires, by default all. */
final class LinkSpeed {

    private static final Pattern SUM =
            Pattern.compile("\"sum_received\":.*?\"bits_per_second\":\\s*([0-9.e+]+)", Pattern.DOTALL);
    private static final int ROUNDS = 3;
    private static final int SECONDS = 3;

    private record Sample(double gigabits, double cpuPerGigabyte) {}

    private LinkSpeed() {}

    public static void main(String[] arguments) throws Exception {
        Path state = Files.createTempDirectory("link-speed");
        System.out.println("link up_gbps down_gbps up_cpu_s_per_gb down_cpu_s_per_gb");
        bare();
        for (Forwarder.Wire wire : Forwarder.Wire.values()) {
            if (arguments.length > 0 && !List.of(arguments).contains(wire.name())) {
                continue;
            }
            try (var lab = new Lab();
                    var forwarder = new Forwarder(wire, new VipPlacement.OwnNamespace(Lab.SERVER), true, state)) {
                lab.listen(Lab.SERVER, 5201, "iperf3 -s");
                measure(wire.toString(), Forwarder.VIPS.getFirst().toString());
                System.out.println(forwarder.report());
            }
        }
    }

    private static void bare() throws Exception {
        try (var lab = new Lab()) {
            lab.listen(Lab.HOST, 5201, "iperf3 -s");
            measure("bare", Lab.HOST_V4);
        }
    }

    private static void measure(String name, String address) throws IOException {
        List<Sample> up = new ArrayList<>();
        List<Sample> down = new ArrayList<>();
        sample(address, "");
        for (int i = 0; i < ROUNDS; i++) {
            up.add(sample(address, ""));
            down.add(sample(address, "-R"));
        }
        System.out.printf(
                Locale.ROOT,
                "%s %.1f %.1f %.2f %.2f%n",
                name,
                median(up.stream().map(Sample::gigabits).toList()),
                median(down.stream().map(Sample::gigabits).toList()),
                median(up.stream().map(Sample::cpuPerGigabyte).toList()),
                median(down.stream().map(Sample::cpuPerGigabyte).toList()));
    }

    private static Sample sample(String address, String direction) throws IOException {
        double before = Forwarder.cpuSeconds();
        String json = Lab.in(Lab.CLIENT, "iperf3 -J -t " + SECONDS + " -c " + address + " " + direction);
        double spent = Forwarder.cpuSeconds() - before;
        Matcher matcher = SUM.matcher(json);
        if (!matcher.find()) {
            throw new IOException("iperf3 gave no sum: " + json);
        }
        double bits = Double.parseDouble(matcher.group(1));
        return new Sample(bits / 1e9, spent / (bits * SECONDS / 8e9));
    }

    private static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }
}
