package dev.holdfast.persistence.tls;

import dev.holdfast.config.TlsSettings;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManagerFactory;

/**
 * What a node proves its name with, and whom it believes: certificates of the cluster's authority, and no others.
 *
 * <p>Immutable; any thread.
 */
public final class NodeIdentity {

    private static final int SAN_DNS = 2;
    private static final char[] NO_PASSWORD = new char[0];

    private final SSLContext context;
    private final List<X509Certificate> chain;
    private final List<X509Certificate> authority;

    private NodeIdentity(SSLContext context, List<X509Certificate> chain, List<X509Certificate> authority) {
        this.context = context;
        this.chain = List.copyOf(chain);
        this.authority = List.copyOf(authority);
    }

    /**
     * Reads the three files.
     *
     * @throws IOException if one cannot be read, is no PEM, or does not belong to the others; the message names what
     */
    public static NodeIdentity load(TlsSettings settings) throws IOException {
        try {
            List<X509Certificate> chain = Pem.certificates(settings.certificate());
            PrivateKey key =
                    Pem.key(settings.key(), chain.getFirst().getPublicKey().getAlgorithm());
            List<X509Certificate> authority = Pem.certificates(settings.authority());
            requireIssuer(chain.getFirst(), authority);
            requirePair(key, chain.getFirst());
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(keys(key, chain).getKeyManagers(), believed(authority).getTrustManagers(), null);
            return new NodeIdentity(context, chain, authority);
        } catch (GeneralSecurityException unusable) {
            throw new IOException(
                    "certificate %s, key %s, authority %s: %s"
                            .formatted(
                                    settings.certificate(),
                                    settings.key(),
                                    settings.authority(),
                                    unusable.getMessage()),
                    unusable);
        }
    }

    /** While the authority changes its file has the old one and the new one. */
    private static void requireIssuer(X509Certificate certificate, List<X509Certificate> authorities)
            throws GeneralSecurityException {
        GeneralSecurityException refusal = new GeneralSecurityException("no authority");
        for (X509Certificate authority : authorities) {
            try {
                certificate.verify(authority.getPublicKey());
                return;
            } catch (GeneralSecurityException another) {
                refusal = another;
            }
        }
        throw refusal;
    }

    /** Otherwise every handshake would fail, and only the other nodes would know why. */
    private static void requirePair(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        Signature signature =
                Signature.getInstance(key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
        byte[] text = certificate.getEncoded();
        signature.initSign(key);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(text);
        if (!signature.verify(signed)) {
            throw new GeneralSecurityException("the key is not the certificate's");
        }
    }

    private static KeyManagerFactory keys(PrivateKey key, List<X509Certificate> chain)
            throws IOException, GeneralSecurityException {
        KeyStore store = empty();
        store.setKeyEntry("node", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, NO_PASSWORD);
        return factory;
    }

    private static TrustManagerFactory believed(List<X509Certificate> authority)
            throws IOException, GeneralSecurityException {
        KeyStore store = empty();
        for (int i = 0; i < authority.size(); i++) {
            store.setCertificateEntry("authority-" + i, authority.get(i));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return factory;
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }

    /** One connection's TLS: 1.3 only, and the peer must show a certificate of the authority, whichever side it is on. */
    public SSLEngine engine(boolean dialled) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(dialled);
        engine.setEnabledProtocols(new String[] {"TLSv1.3"});
        engine.setNeedClientAuth(true);
        return engine;
    }

    /** As {@link #engine}, dialled; besides, the certificate must carry {@code host}, a name or an address (RFC 2818 section 3.1). */
    public SSLEngine engineTo(String host, int port) {
        SSLEngine engine = context.createSSLEngine(host, port);
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(new String[] {"TLSv1.3"});
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** From when on it convinces others: the latest beginning of its certificates. */
    public Instant begins() {
        return certificates()
                .map(certificate -> certificate.getNotBefore().toInstant())
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** Until when: the earliest end of its certificates. */
    public Instant ends() {
        return certificates()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    private Stream<X509Certificate> certificates() {
        return Stream.concat(chain.stream(), authority.stream());
    }

    /** Whether this identity is that of the node called {@code name}; others refuse it otherwise. */
    public boolean belongsTo(String name) {
        try {
            return names(chain.getFirst()).contains(name.toLowerCase(Locale.ROOT));
        } catch (CertificateParsingException _) {
            return false;
        }
    }

    /** Whether the peer's certificate was issued to the node called {@code name} (SAN, RFC 5280 section 4.2.1.6). */
    public static boolean belongsTo(String name, SSLSession session) {
        try {
            return session.getPeerCertificates()[0] instanceof X509Certificate certificate
                    && names(certificate).contains(name.toLowerCase(Locale.ROOT));
        } catch (SSLPeerUnverifiedException | CertificateParsingException _) {
            return false;
        }
    }

    private static List<String> names(X509Certificate certificate) throws CertificateParsingException {
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        return alternatives == null
                ? List.of()
                : alternatives.stream()
                        .filter(alternative -> alternative.getFirst().equals(SAN_DNS))
                        .map(alternative ->
                                String.valueOf(alternative.getLast()).toLowerCase(Locale.ROOT))
                        .toList();
    }
}
