package dev.holdfast.interceptors.fence;

import dev.holdfast.interceptors.host.Command;
import dev.holdfast.protocol.wire.IpAddress;
import java.io.IOException;
import java.util.List;

/**
 * Tries whether this kernel and this nft can do all that a fence needs: a chain at a device's egress, and a set whose elements end
 * when their time is over.
 *
 * <p>In a network namespace that ends with the try: nothing of the host is touched. Waits; any thread.
 */
public final class FenceRehearsal {

    /** Long enough for the slowest host: a lease that ends within the try would be refused its renewal, as it must be. */
    private static final long LEASE_MILLIS = 60_000;

    private static final long SHORT_LEASE_MILLIS = 50;

    /** What nft is to read comes on stdin; then a lease and its renewal, which must be refused after six times as long. */
    private static final String THEN_LET_ONE_END = """
            nft -f - && nft "$1" && sleep 0.3 || exit 1
            if nft "$2" 2>/dev/null; then echo "a lease of 50 ms was still there after 300 ms" >&2; exit 1; fi
            """;

    private FenceRehearsal() {}

    /** @throws IOException quoting what refused: the library, the command or the kernel */
    public static void attempt() throws IOException {
        Nftables.open().close();
        FenceRules rules = new FenceRules("lo", List.of(IpAddress.parse("192.0.2.1"), IpAddress.parse("2001:db8::1")));
        String lease = rules.grant(LEASE_MILLIS) + "\n" + rules.renew(LEASE_MILLIS) + "\n" + rules.revoke() + "\n";
        Command.Result result = Command.of(
                        "unshare",
                        "--net",
                        "sh",
                        "-c",
                        THEN_LET_ONE_END,
                        "sh",
                        rules.grant(SHORT_LEASE_MILLIS),
                        rules.renew(LEASE_MILLIS))
                .withInput(rules.install() + lease)
                .attempt();
        if (!result.ok()) {
            throw new IOException("no fence can be built: " + result.error().strip());
        }
    }
}
