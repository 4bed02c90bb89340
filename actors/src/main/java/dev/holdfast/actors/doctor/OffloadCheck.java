package dev.holdfast.actors.doctor;

import dev.holdfast.config.VipSettings;
import dev.holdfast.interceptors.host.Command;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the interface merges before the node sees it. The fast link takes merged segments whole; LRO forgets where they began, and
 * libpcap is slower with them.
 */
record OffloadCheck(String nic, VipSettings.Link link) implements Check {

    private static final String LRO = "large-receive-offload";
    private static final String GRO = "generic-receive-offload";

    @Override
    public String subject() {
        return "offloads of " + nic;
    }

    @Override
    public Finding look() throws IOException {
        return judge(Command.of("ethtool", "--show-features", nic).run());
    }

    /** @param features as ethtool prints them: {@code name: on|off [fixed]} */
    Finding judge(String features) {
        List<String> unwanted = switch (link) {
            case FAST -> List.of(LRO);
            case PCAP4J -> List.of(LRO, GRO);
        };
        List<String> on = unwanted.stream()
                .filter(feature ->
                        features.lines().anyMatch(line -> line.strip().startsWith(feature + ": on")))
                .toList();
        return on.isEmpty()
                ? new Finding.Fine("fit the link")
                : new Finding.Warning(
                        String.join(" and ", on) + " merges segments",
                        "ethtool -K " + nic
                                + on.stream().map(f -> " " + f + " off").collect(Collectors.joining()));
    }
}
