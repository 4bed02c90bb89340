package dev.holdfast.actors.node;

import akka.remote.artery.tcp.SSLEngineProvider;
import dev.holdfast.persistence.tls.NodeIdentity;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import scala.Option;

/** The cluster's traffic under mutual TLS 1.3, by the same certificates as the journal's. Any thread. */
final class ClusterTls implements SSLEngineProvider {

    private final NodeIdentity identity;
    private final HandshakeLimit handshakes = new HandshakeLimit();

    ClusterTls(NodeIdentity identity) {
        this.identity = identity;
    }

    @Override
    public SSLEngine createServerSSLEngine(String hostname, int port) {
        SSLEngine engine = identity.engine(false);
        handshakes.begins(engine);
        return engine;
    }

    @Override
    public SSLEngine createClientSSLEngine(String hostname, int port) {
        return identity.engineTo(hostname, port);
    }

    /** The handshake has checked it. */
    @Override
    public Option<Throwable> verifyClientSession(String hostname, SSLSession session) {
        return Option.empty();
    }

    /** The handshake has checked it. */
    @Override
    public Option<Throwable> verifyServerSession(String hostname, SSLSession session) {
        return Option.empty();
    }
}
