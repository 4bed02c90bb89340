package dev.holdfast.actors.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** The kernel's clock source: leases and round trips ask for the time all the while, and some sources cost a microsecond and more. */
record ClockCheck(Path current) implements Check {

    private static final Set<String> SLOW = Set.of("hpet", "acpi_pm", "pit", "jiffies", "xen", "refined-jiffies");

    @Override
    public String subject() {
        return "clock source";
    }

    @Override
    public Finding look() throws IOException {
        String source = Files.readString(current).strip();
        return SLOW.contains(source)
                ? new Finding.Warning(
                        source + " is asked by a system call",
                        "see available_clocksource beside " + current + " for tsc or the hypervisor's own")
                : new Finding.Fine(source);
    }
}
