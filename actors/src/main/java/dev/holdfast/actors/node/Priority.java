package dev.holdfast.actors.node;

import dev.holdfast.interceptors.host.ThreadPriority;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What goes first on a busy host; where that is not permitted the node goes on without, and says so. */
final class Priority {

    private static final Logger LOG = LoggerFactory.getLogger(Priority.class);

    private Priority() {}

    /** The node before other sessions. */
    static void session() {
        try {
            ThreadPriority.preferSession();
        } catch (IOException refused) {
            LOG.warn("the node is as important as any other process: {}", refused.getMessage());
        }
    }

    /** The calling thread before the node's others. */
    static void thread(String name) {
        try {
            ThreadPriority.prefer();
        } catch (IOException refused) {
            LOG.warn("{} is as important as any other: {}", name, refused.getMessage());
        }
    }
}
