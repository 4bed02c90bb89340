package dev.holdfast.persistence.quorum;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** A certificate of the cluster's authority whose day is past, and a client that believes everybody. */
final class ExpiredCertificate {

    private static final String PASSWORD = "holdfast";

    private ExpiredCertificate() {}

    static void issue(Path authority, String node, Path store) throws IOException {
        Files.copy(authority.resolve("ca.p12"), store);
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        String line = " -genkeypair -noprompt -keyalg EC -groupname secp256r1 -storetype PKCS12 -storepass " + PASSWORD
                + " -signer ca -alias node -startdate -3d -validity 1 -dname CN=" + node + " -ext san=dns:" + node
                + " -keystore " + store;
        Process process = new ProcessBuilder((keytool + line).split(" ", -1))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new AssertionError(said);
        }
    }

    static KeyManager[] keys(Path store) throws IOException, GeneralSecurityException {
        KeyStore opened = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            opened.load(in, PASSWORD.toCharArray());
        }
        opened.deleteEntry("ca");
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(opened, PASSWORD.toCharArray());
        return factory.getKeyManagers();
    }

    static TrustManager[] believing() {
        return new TrustManager[] {
            new X509ExtendedTrustManager() {
                @Override
                public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

                @Override
                public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

                @Override
                public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

                @Override
                public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

                @Override
                public void checkClientTrusted(X509Certificate[] chain, String type) {}

                @Override
                public void checkServerTrusted(X509Certificate[] chain, String type) {}

                @Override
                public X509Certificate[] getAcceptedIssuers() {
                    return new X509Certificate[0];
                }
            }
        };
    }
}
