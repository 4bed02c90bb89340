package dev.holdfast.actors.node;

import dev.holdfast.actors.doctor.CertificateCheck;
import dev.holdfast.actors.doctor.Finding;
import dev.holdfast.config.Settings;
import dev.holdfast.interceptors.loop.EventLoop;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once a day what doctor would say of the node's certificates, if that is no good. Owned by the loop's thread. */
final class CertificateWatch {

    private static final Logger LOG = LoggerFactory.getLogger(CertificateWatch.class);
    private static final long DAY_NANOS = TimeUnit.DAYS.toNanos(1);

    private final EventLoop loop;
    private final Executor blocking;
    private final CertificateCheck check;

    private CertificateWatch(EventLoop loop, Executor blocking, CertificateCheck check) {
        this.loop = loop;
        this.blocking = blocking;
        this.check = check;
    }

    /** @param blocking waits for the disk */
    static void begin(Settings settings, EventLoop loop, Executor blocking) {
        if (settings.cluster().tls() != null) {
            CertificateCheck check = new CertificateCheck(
                    settings.node().name(), settings.cluster().tls());
            new CertificateWatch(loop, blocking, check).look();
        }
    }

    private void look() {
        blocking.execute(this::tell);
        loop.schedule(DAY_NANOS, this::look);
    }

    private void tell() {
        try {
            switch (check.look()) {
                case Finding.Warning warning -> LOG.warn("certificates: {}; {}", warning.says(), warning.advice());
                case Finding.Failure failure -> LOG.error("certificates: {}; {}", failure.says(), failure.advice());
                case Finding.Fine _ -> {}
            }
        } catch (IOException unreadable) {
            LOG.warn("certificates: {}", unreadable.getMessage());
        }
    }
}
