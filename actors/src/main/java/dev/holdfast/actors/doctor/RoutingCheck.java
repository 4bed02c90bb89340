package dev.holdfast.actors.doctor;

import dev.holdfast.config.VipSettings;
import dev.holdfast.interceptors.address.VipPlacement;
import dev.holdfast.interceptors.host.Command;
import dev.holdfast.interceptors.host.Sysctl;
import java.io.IOException;
import java.util.List;

/**
 * Whether what a server in the host's own network sends comes back to the node: its rule must be the first one after that of the
 * local addresses. A rule before it would lead past the wrap, and make a strict rp_filter drop what goes in.
 */
record RoutingCheck(VipSettings vip) implements Check {

    @Override
    public String subject() {
        return "routing of " + vip.address();
    }

    @Override
    public Finding look() throws IOException {
        String rules = Command.of("ip", vip.address().v6() ? "-6" : "-4", "rule", "show")
                .run();
        String strict = new Sysctl("net/ipv4/conf/all/rp_filter").value().orElse("0");
        return judge(rules, strict);
    }

    /** @param rules as {@code ip rule show} prints them: {@code priority: selector action} */
    Finding judge(String rules, String rpFilter) {
        List<String> before = rules.lines()
                .filter(rule -> rule.matches("\\d+:.*"))
                .filter(rule -> priority(rule) > 0 && priority(rule) < VipPlacement.HostNamespace.STANDARD.priority())
                .map(rule -> rule.replaceAll("\\s+", " ").strip())
                .toList();
        int own = VipPlacement.HostNamespace.STANDARD.priority();
        return before.isEmpty()
                ? new Finding.Fine("no rule comes before %d; rp_filter %s".formatted(own, rpFilter))
                : new Finding.Warning(
                        "the rule \"%s\" comes before ours (%d); rp_filter %s"
                                .formatted(before.getFirst(), own, rpFilter),
                        "give it a priority above " + own + ", unless it never matches the address");
    }

    private static int priority(String rule) {
        return Integer.parseInt(rule.substring(0, rule.indexOf(':')));
    }
}
