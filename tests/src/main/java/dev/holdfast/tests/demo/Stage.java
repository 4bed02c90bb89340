package dev.holdfast.tests.demo;

import dev.holdfast.actors.cli.Talk;
import dev.holdfast.tests.lab.Lab;
import dev.holdfast.tests.lab.LabRequest;
import dev.holdfast.tests.lab.LastWill;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What the acts share: where they may put files, the lab's settings, and who tells the audience.
 *
 * @param bytesPerMille scales the acts' sizes, so that a test may play them short; 1000 is the whole
 */
record Stage(
        Path directory,
        String labName,
        String vip,
        LabRequest.LinkKind link,
        int bytesPerMille,
        Talk talk,
        LastWill will) {

    static final int PORT = 8080;
    static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A lab around {@code server}, removed when the act or the whole command ends. */
    Lab lab(List<String> server) {
        return lab(server, LabRequest.Hosts.ONE);
    }

    /** The same with three hosts. */
    Lab largeLab(List<String> server) {
        return lab(server, LabRequest.Hosts.THREE);
    }

    private Lab lab(List<String> server, LabRequest.Hosts hosts) {
        will.add(() -> Lab.down(labName));
        return Lab.up(
                LabRequest.of(labName, PORT, server)
                        .withHosts(hosts)
                        .withVip(vip)
                        .withLink(link)
                        .withDirectory(directory),
                talk::step);
    }

    long scaled(long bytes) {
        return bytes * bytesPerMille / 1000;
    }
}
