package dev.holdfast.persistence.tls;

import dev.holdfast.config.TlsSettings;
import dev.holdfast.protocol.wire.IpAddress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The cluster's own certificate authority in a directory: {@code ca.crt} goes to every node, {@code ca.p12} stays where it is.
 *
 * <p>Keys are EC P-256. The certificates are made by the JDK's {@code keytool}: the JDK has no public way to make one, and a
 * library for this alone would be larger than the product. One thread.
 */
public final class CertificateAuthority {

    private static final String STORE = "ca.p12";
    private static final String CERTIFICATE = "ca.crt";
    private static final String ALIAS = "ca";

    /** keytool wants one, and it stands on its command line: the file's mode is what protects the key. */
    private static final String PASSWORD = "holdfast";

    private static final long KEYTOOL_SECONDS_MAX = 60;

    private final Path directory;
    private final int days;

    private CertificateAuthority(Path directory, int days) {
        this.directory = directory;
        this.days = days;
    }

    /**
     * The authority of {@code directory}; a new one if there is none.
     *
     * @param days how long what is issued is valid, at least 1
     * @throws IOException also if there is a certificate of an authority whose key is elsewhere
     */
    public static CertificateAuthority in(Path directory, int days) throws IOException {
        var authority = new CertificateAuthority(directory.toAbsolutePath(), days);
        Files.createDirectories(authority.directory);
        if (!Files.exists(authority.directory.resolve(STORE))) {
            if (Files.exists(authority.directory.resolve(CERTIFICATE))) {
                throw new IOException(
                        directory + " has an authority's certificate (" + CERTIFICATE + ") and not its key (" + STORE
                                + "): bring the key, or begin a new authority in another directory");
            }
            authority.found();
        }
        return authority;
    }

    /**
     * Makes {@code NAME.crt} and {@code NAME.key} (mode 0600), replacing older ones.
     *
     * @param addresses that the node is reached by, maybe none
     */
    public TlsSettings issue(String name, List<IpAddress> addresses) throws IOException {
        Path workplace = Files.createTempDirectory("holdfast-certs");
        Path store = workplace.resolve(STORE);
        try {
            Files.copy(directory.resolve(STORE), store);
            String alias = "node-" + name;
            keytool(
                    store,
                    alias,
                    "CN=" + name,
                    List.of(
                            "-signer",
                            ALIAS,
                            "-ext",
                            "san=" + alternatives(name, addresses),
                            "-ext",
                            "ku:c=digitalSignature",
                            "-ext",
                            "eku=serverAuth,clientAuth"));
            KeyStore made = open(store);
            Path certificate = directory.resolve(name + ".crt");
            Path key = directory.resolve(name + ".key");
            writePrivate(key, Pem.key((PrivateKey) made.getKey(alias, PASSWORD.toCharArray())));
            Files.writeString(certificate, Pem.certificate((X509Certificate) made.getCertificate(alias)));
            return new TlsSettings(certificate, key, directory.resolve(CERTIFICATE));
        } catch (GeneralSecurityException unusable) {
            throw new IOException("the authority in " + directory + ": " + unusable.getMessage(), unusable);
        } finally {
            Files.deleteIfExists(store);
            Files.deleteIfExists(workplace);
        }
    }

    private void found() throws IOException {
        Path workplace = Files.createTempDirectory("holdfast-certs");
        Path store = workplace.resolve(STORE);
        try {
            keytool(
                    store,
                    ALIAS,
                    "CN=Holdfast cluster authority",
                    List.of("-ext", "bc:c=ca:true,pathlen:0", "-ext", "ku:c=keyCertSign,cRLSign"));
            X509Certificate certificate = (X509Certificate) open(store).getCertificate(ALIAS);
            Files.writeString(directory.resolve(CERTIFICATE), Pem.certificate(certificate));
            Path own = directory.resolve(STORE);
            writePrivate(own, "");
            Files.write(own, Files.readAllBytes(store));
        } catch (GeneralSecurityException unusable) {
            throw new IOException("cannot found an authority: " + unusable.getMessage(), unusable);
        } finally {
            Files.deleteIfExists(store);
            Files.deleteIfExists(workplace);
        }
    }

    private static String alternatives(String name, List<IpAddress> addresses) {
        List<String> all = new ArrayList<>(List.of("dns:" + name));
        addresses.forEach(address -> all.add("ip:" + address));
        return String.join(",", all);
    }

    private static KeyStore open(Path store) throws IOException, GeneralSecurityException {
        KeyStore opened = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            opened.load(in, PASSWORD.toCharArray());
        }
        return opened;
    }

    /** Never readable by others, not even for an instant. */
    private static void writePrivate(Path file, String text) throws IOException {
        FileAttribute<?> ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(draft);
        Files.createFile(draft, ownerOnly);
        Files.writeString(draft, text);
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private void keytool(Path store, String alias, String subject, List<String> more) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-noprompt",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-sigalg",
                "SHA256withECDSA",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD,
                "-alias",
                alias,
                "-dname",
                subject,
                "-validity",
                Integer.toString(days)));
        line.addAll(more);
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        process.getOutputStream().close();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(KEYTOOL_SECONDS_MAX, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("keytool could not make a certificate: " + said.strip());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while keytool ran", interrupted);
        } finally {
            process.destroyForcibly();
        }
    }
}
