package dev.holdfast.interceptors.link;

import dev.holdfast.interceptors.host.Mac;
import dev.holdfast.protocol.wire.IpAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** {@link VipFilter} in the language of pcap-filter(7). */
final class PcapFilter {

    private PcapFilter() {}

    static String of(List<IpAddress> vips, long mac) {
        String station = "ether dst " + Mac.format(mac);
        String data = vips.stream().map(PcapFilter::data).collect(Collectors.joining(" or "));
        String resolution = vips.stream().map(PcapFilter::resolution).collect(Collectors.joining(" or "));
        return "inbound and ((%s and (%s)) or ((%s or ether multicast) and (%s))) and not vlan"
                .formatted(station, data, station, resolution);
    }

    private static String data(IpAddress vip) {
        return (vip.v6() ? "ip6 dst host " : "ip dst host ") + vip;
    }

    private static String resolution(IpAddress vip) {
        if (!vip.v6()) {
            return "(arp and arp[24:4] = 0x" + HexFormat.of().toHexDigits((int) vip.low()) + ")";
        }
        StringBuilder test = new StringBuilder("(ip6 and ip6[6] = 58 and (ip6[40] = 135 or ip6[40] = 136)");
        int[] words = {(int) (vip.high() >>> 32), (int) vip.high(), (int) (vip.low() >>> 32), (int) vip.low()};
        for (int i = 0; i < words.length; i++) {
            test.append(" and ip6[%d:4] = 0x%08x".formatted(48 + 4 * i, words[i]));
        }
        return test.append(')').toString();
    }
}
