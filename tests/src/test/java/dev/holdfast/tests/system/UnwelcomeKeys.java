package dev.holdfast.tests.system;

import dev.holdfast.persistence.tls.CertificateAuthority;
import dev.holdfast.tests.lab.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Certificates with their keys that no node may believe, each in one PEM file. */
final class UnwelcomeKeys {

    private static final String PASSWORD = "holdfast";

    private UnwelcomeKeys() {}

    /** The same name, by another authority. */
    static Path ofAnotherAuthority(Path directory, String node) throws IOException {
        Path theirs = directory.resolve("theirs");
        CertificateAuthority.in(theirs, 2).issue(node, List.of());
        return Files.writeString(
                directory.resolve("other.pem"),
                Files.readString(theirs.resolve(node + ".key")) + Files.readString(theirs.resolve(node + ".crt")));
    }

    /** Of the right authority, whose files are in {@code authority}; it ended two days ago. */
    static Path expired(Path authority, Path directory, String node) throws IOException {
        Path store = Files.copy(authority.resolve("ca.p12"), directory.resolve("expired.p12"));
        Path pem = directory.resolve("expired.pem");
        keytool("-genkeypair -noprompt -keyalg EC -groupname secp256r1 -storetype PKCS12 -signer ca"
                + " -startdate -3d -validity 1 -ext eku=serverAuth,clientAuth -alias node -dname CN=" + node
                + " -ext san=dns:" + node + " -keystore " + store);
        keytool("-delete -alias ca -keystore " + store);
        Tool.must(words("openssl pkcs12 -nodes -passin pass:" + PASSWORD + " -in " + store + " -out " + pem));
        return pem;
    }

    private static void keytool(String line) {
        String program =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Tool.must(words(program + " " + line + " -storepass " + PASSWORD));
    }

    private static String[] words(String line) {
        return line.split(" ", -1);
    }
}
