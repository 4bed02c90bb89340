package dev.holdfast.actors.cli.journal;

import dev.holdfast.actors.cli.Talk;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whoever looks at clients' bytes leaves a line in the log; it has a name of its own, so that it can be kept apart. */
final class PayloadAccess {

    private static final String LOG = "dev.holdfast.payload-access";

    private PayloadAccess() {}

    static void log(boolean payload, String command, List<String> ids) {
        if (payload) {
            String what = ids.size() == 1 ? ids.getFirst() : ids.size() + " connections";
            Logger log = LoggerFactory.getLogger(LOG);
            log.warn("{} reads clients' bytes of {} (journal {})", System.getProperty("user.name"), what, command);
            Talk.toStderr().bad("clients' bytes of " + what + " go to the output, and that is logged");
        }
    }
}
