package dev.holdfast.tests.lab;

import dev.holdfast.actors.cli.CommandFailure;
import dev.holdfast.actors.cli.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where this build of Holdfast lies on disk, and the independent test programs in it. */
public final class Checkout {

    private static final Path TOP = find();

    private Checkout() {}

    public static Path top() {
        return TOP;
    }

    /** A test program that is run as it lies there. */
    public static Path script(String name) {
        return TOP.resolve("tests/src/system").resolve(name);
    }

    /** A test program in C, compiled when it is older than its source. */
    public static Path compiled(String name) {
        Path out = TOP.resolve("tests/target/system");
        Tool.must("make", "-s", "-C", TOP.resolve("tests/src/system").toString(), "OUT=" + out);
        return out.resolve(name);
    }

    /** The launcher says where it is; a test run by Maven looks upward from its module. */
    private static Path find() {
        String told = System.getProperty("holdfast.home", "");
        Path at = Path.of(told.isEmpty() ? "" : told).toAbsolutePath();
        for (Path up = at; up != null; up = up.getParent()) {
            if (Files.exists(up.resolve("tests/src/system")) && Files.exists(up.resolve("pom.xml"))) {
                return up;
            }
        }
        throw new CommandFailure(
                ExitCode.CONFIGURATION, "no checkout of Holdfast at or above " + at, "run the launcher ./holdfast");
    }
}
