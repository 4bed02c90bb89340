package dev.holdfast.actors.doctor;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kernel's release, for what cannot be tried: since 5.16 nft knows the egress hook, since 6.15 a pidfd tells how a process ended
 * that somebody else has waited for.
 */
record KernelCheck(String release) implements Check {

    private static final Pattern RELEASE = Pattern.compile("(\\d+)\\.(\\d+).*");
    private static final int NEEDED = version(5, 16);
    private static final int WITH_EXIT_CODES = version(6, 15);

    @Override
    public String subject() {
        return "kernel";
    }

    @Override
    public Finding look() {
        Matcher numbers = RELEASE.matcher(release);
        if (!numbers.matches()) {
            return new Finding.Warning("has the release \"" + release + "\"", "Linux 5.16 or newer is needed");
        }
        int version = version(Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2)));
        if (version < NEEDED) {
            return new Finding.Failure(
                    release + " has no packet filter at egress", "install Linux 5.16 or newer (Debian 12 has 6.1)");
        }
        return version >= WITH_EXIT_CODES
                ? new Finding.Fine(release)
                : new Finding.Fine(
                        release + "; before 6.15 a crash and an exit of a server's child are told apart less well");
    }

    private static int version(int major, int minor) {
        return major << 16 | minor;
    }
}
