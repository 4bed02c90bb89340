package dev.holdfast.persistence.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CertificateAuthorityTest {

    @TempDir
    Path directory = Path.of("");

    @Test
    void anAuthorityWhoseKeyIsElsewhereIsNotReplacedByAnother() throws IOException {
        CertificateAuthority.in(directory, 2);
        String certificate = Files.readString(directory.resolve("ca.crt"));
        Files.delete(directory.resolve("ca.p12"));

        assertThatThrownBy(() -> CertificateAuthority.in(directory, 2))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ca.p12")
                .hasMessageContaining("another directory");
        assertThat(directory.resolve("ca.crt")).hasContent(certificate);
        assertThat(directory.resolve("ca.p12")).doesNotExist();
    }
}
