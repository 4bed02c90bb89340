package dev.holdfast.actors.node;

import akka.actor.ActorCell;
import akka.actor.ActorContext;
import akka.actor.ActorRef;
import akka.stream.impl.FanIn;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLEngine;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Keeps handshakes on the cluster's port short and few (I11, I12): one that takes too long is ended, and beyond the bound the oldest goes,
 * so that whoever fills the table does not keep the others out.
 *
 * <p>Akka 2.8.5 has neither bound, and no setting for one; its {@code io.tcp.max-channels} would let strangers shut the port
 * for members. What it does have is an actor for each connection's TLS, in whose constructor the engine is asked for, and which closes the connection when it
 * hears that its input has failed. Both are Akka's own affairs, and hold for this version. Any thread.
 */
final class HandshakeLimit {

    private static final int HANDSHAKES_MAX = 32;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String NOTHING_NEGOTIATED = "SSL_NULL_WITH_NULL_NULL";
    private static final int FROM_THE_WIRE = 0;

    /** A connection that was let in, and may have proved by now who it is. */
    private record Handshake(SSLEngine engine, ActorRef tls) {

        void endIfPending() {
            if (engine.getSession().getCipherSuite().equals(NOTHING_NEGOTIATED)) {
                var late = new TimeoutException("has not said who it is");
                tls.tell(new FanIn.OnError(FROM_THE_WIRE, late), ActorRef.noSender());
            }
        }
    }

    private final Deque<Handshake> youngest = new ArrayDeque<>();

    /** Called by the actor that is to use {@code engine}, while it is being made. */
    void begins(SSLEngine engine) {
        for (ActorContext context :
                CollectionConverters.asJava(ActorCell.contextStack().get())) {
            if (context != null) {
                Handshake handshake = new Handshake(engine, context.self());
                context.system()
                        .scheduler()
                        .scheduleOnce(
                                PATIENCE,
                                handshake::endIfPending,
                                context.system().dispatcher());
                keep(handshake);
                return;
            }
        }
    }

    private synchronized void keep(Handshake handshake) {
        youngest.add(handshake);
        if (youngest.size() > HANDSHAKES_MAX) {
            youngest.remove().endIfPending();
        }
    }
}
