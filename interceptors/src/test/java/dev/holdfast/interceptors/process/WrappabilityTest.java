package dev.holdfast.interceptors.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WrappabilityTest {

    private static final String PATH = "/usr/local/bin:/usr/bin:/bin";

    @TempDir
    private Path directory;

    @BeforeAll
    static void compile() throws Exception {
        Wrapped.compilePrograms();
    }

    @Test
    void anOrdinaryProgramCanBeWrapped() {
        assertThat(check("sleep", "1")).isEqualTo(new Wrappable.Yes(Path.of("/usr/bin/sleep")));
        assertThat(check("/bin/sh", "-c", "true")).isInstanceOf(Wrappable.Yes.class);
    }

    @Test
    void scriptsAndEnvAreFollowedToTheProgram() throws IOException {
        Path program = Wrapped.PROGRAMS.resolve("static");
        assertThat(check(script("#!/bin/sh\n").toString())).isInstanceOf(Wrappable.Yes.class);
        assertThat(check(script("#! /usr/bin/env sleep\n").toString()))
                .isEqualTo(new Wrappable.Yes(Path.of("/usr/bin/sleep")));
        refuses("linked statically", script("#!" + program + "\n").toString());
        refuses("linked statically", "env", "A=b", program.toString());
    }

    @Test
    void scriptsThatRunEachOtherForEverAreRefused() throws IOException {
        Path script = script("");
        Files.writeString(script, "#!" + script + "\n");
        refuses("nested too deep", script.toString());
    }

    @Test
    void whatIsNotThereOrNotExecutableIsRefused() throws IOException {
        refuses("there is no program", "no-such-server");
        refuses("there is no program", "/no/such/server");
        Path plain = Files.writeString(directory.resolve("plain"), "#!/bin/sh\n");
        refuses("not executable", plain.toString());
        refuses("not executable", directory.toString());
        refuses("neither an ELF program nor a script", script("hello\n").toString());
        refuses("empty");
    }

    @Test
    void aStaticProgramIsRefused() {
        refuses("linked statically", Wrapped.PROGRAMS.resolve("static").toString());
    }

    @Test
    void aSetuidProgramIsRefused() throws IOException {
        Path copy = Files.copy(Path.of("/usr/bin/sleep"), directory.resolve("sleep"));
        Files.setAttribute(copy, "unix:mode", 04755);
        refuses("setuid", copy.toString());
    }

    @Test
    void otherKindsOfElfAreRefusedByName() throws IOException {
        refuses("32-bit", elf(1, 62, "", false).toString());
        refuses(
                "another processor",
                elf(2, 8, "/lib64/ld-linux-x86-64.so.2", false).toString());
        refuses(
                "Go program",
                elf(2, machine(), "/lib64/ld-linux-x86-64.so.2", true).toString());
        refuses(
                "not linked against glibc",
                elf(2, machine(), "/lib/ld-musl-x86_64.so.1", false).toString());
        assertThat(check(elf(2, machine(), "/lib64/ld-linux-x86-64.so.2", false).toString()))
                .isInstanceOf(Wrappable.Yes.class);
    }

    @Test
    void damagedFilesGiveAnAnswerAndNoException() throws IOException {
        Random random = new Random(7);
        byte[] good = Files.readAllBytes(elf(2, machine(), "/lib64/ld-linux-x86-64.so.2", true));
        Path file = script("");
        for (int i = 0; i < 2000; i++) {
            byte[] bad = Arrays.copyOf(good, random.nextInt(good.length + 1));
            for (int changes = random.nextInt(8); changes > 0 && bad.length > 4; changes--) {
                bad[4 + random.nextInt(bad.length - 4)] = (byte) random.nextInt();
            }
            Files.write(file, bad);
            assertThat(check(file.toString())).isNotNull();
        }
    }

    private static int machine() {
        return "aarch64".equals(System.getProperty("os.arch")) ? 183 : 62;
    }

    private static Wrappable check(String... command) {
        return Wrappability.check(List.of(command), PATH);
    }

    private static void refuses(String reason, String... command) {
        assertThat(check(command)).isInstanceOf(Wrappable.No.class);
        assertThat(check(command).toString()).contains(reason);
    }

    private Path script(String text) throws IOException {
        return executable(text.getBytes(StandardCharsets.UTF_8));
    }

    private Path executable(byte[] content) throws IOException {
        Path file = Files.write(Files.createTempFile(directory, "program", ""), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A file header, two program headers (interpreter and note) and what they point to. */
    private Path elf(int elfClass, int machine, String interpreter, boolean go) throws IOException {
        ByteBuffer file = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0, 0x464c457f).put(4, (byte) elfClass).putShort(18, (short) machine);
        file.putLong(32, 64).putShort(54, (short) 56).putShort(56, (short) 2);
        file.putInt(64, 3).putLong(64 + 8, 256).putLong(64 + 32, interpreter.length() + 1);
        file.putInt(120, 4).putLong(120 + 8, 400).putLong(120 + 32, 32);
        file.position(256).put(interpreter.getBytes(StandardCharsets.US_ASCII));
        file.putInt(400, 4).putInt(404, 4).putInt(412, go ? 0x00006f47 : 0x00554e47);
        return executable(file.array());
    }
}
