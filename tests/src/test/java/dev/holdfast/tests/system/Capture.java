package dev.holdfast.tests.system;

import dev.holdfast.tests.lab.Tool;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A file of packets, as Wireshark sees it. */
record Capture(Path file) {

    private static final Pattern COMPLAINT = Pattern.compile("(?m)^ +\\d+ +(\\S+ +\\S+ +.*\\S) *$");

    /** What the client of the first connection sent; tshark prints what came from the server behind a tab. */
    byte[] sent() {
        String hex = Tool.must("tshark", "-r", file.toString(), "-q", "-z", "follow,tcp,raw,0")
                .lines()
                .filter(line -> line.matches("[0-9a-f]+"))
                .collect(Collectors.joining());
        return HexFormat.of().parseHex(hex);
    }

    String sentSha256() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(sent()));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Group, protocol and summary of every expert's warning and error. */
    Set<String> complaints() {
        String expert = Tool.must("tshark", "-r", file.toString(), "-q", "-z", "expert,warn");
        return COMPLAINT
                .matcher(expert)
                .results()
                .map((MatchResult found) -> found.group(1).replaceAll(" +", " "))
                .collect(Collectors.toSet());
    }

    /** Whether tshark finds IP and TCP checksums that are wrong. */
    boolean hasBadChecksums() {
        String bad = Tool.must(
                "tshark",
                "-r",
                file.toString(),
                "-o",
                "tcp.check_checksum:TRUE",
                "-Y",
                "tcp.checksum.status == 0 or ip.checksum.status == 0");
        return !bad.isEmpty();
    }

    /** One field of every packet that {@code filter} lets through, a line each. */
    String field(String filter, String field) {
        return Tool.must("tshark", "-r", file.toString(), "-Y", filter, "-T", "fields", "-e", field);
    }
}
