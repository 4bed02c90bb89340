package dev.holdfast.interceptors.address;

/** Where the server finds its virtual address. */
public sealed interface VipPlacement {

    /** The server runs in the network namespace {@code netns}, whose only way out is the inner link. */
    record OwnNamespace(String netns) implements VipPlacement {
        public OwnNamespace {
            if (!netns.matches("[A-Za-z0-9_.-]{1,64}")) {
                throw new IllegalArgumentException("not a name for a network namespace: " + netns);
            }
        }
    }

    /**
     * The server runs in the host's own network, and keeps its other addresses.
     *
     * @param table the routing table that sends what comes from the address to the inner link; nobody else's
     * @param priority of the rule that leads there
     */
    record HostNamespace(int table, int priority) implements VipPlacement {

        public static final HostNamespace STANDARD = numbered(0);

        /** For the host's inner link number {@code link}: two links must not share a table. */
        public static HostNamespace numbered(int link) {
            return new HostNamespace(18_550 + link, 1_855);
        }

        public HostNamespace {
            boolean own = table > 255 || (table > 0 && table < 253);
            if (!own || priority < 1 || priority > 32_765) {
                throw new IllegalArgumentException("no table or priority of our own: " + table + ", " + priority);
            }
        }
    }
}
