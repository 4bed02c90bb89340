package dev.holdfast.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.actors.cli.Talk;
import dev.holdfast.tests.demo.Demo;
import dev.holdfast.tests.demo.DemoReport;
import dev.holdfast.tests.lab.LabRequest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("system")
class DemoSystemTest {

    private static final int WHOLE = 1000;
    private static final int TENTH = 100;

    @Test
    void theWholeDemoSucceeds() {
        DemoReport report = Demo.play("tdemo", "10.77.0.10", LabRequest.LinkKind.FAST, WHOLE, Talk.toStderr());

        assertThat(report.ok()).as(report.toJson().toPrettyString()).isTrue();
        assertThat(report.toJson().path("acts")).hasSize(4);
    }

    @Test
    void theDemoSucceedsOverIpv6() {
        DemoReport report = Demo.play("tdemo6", "fd77::10", LabRequest.LinkKind.FAST, TENTH, Talk.toStderr());

        assertThat(report.ok()).as(report.toJson().toPrettyString()).isTrue();
    }

    @Test
    void theDemoSucceedsOverThePortableLink() {
        DemoReport report = Demo.play("tdemop", "10.77.0.10", LabRequest.LinkKind.PCAP4J, TENTH, Talk.toStderr());

        assertThat(report.ok()).as(report.toJson().toPrettyString()).isTrue();
    }
}
