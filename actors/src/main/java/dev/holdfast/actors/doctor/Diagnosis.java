package dev.holdfast.actors.doctor;

import java.io.IOException;
import java.util.List;

/** What was looked at, and what was found. */
public record Diagnosis(String subject, Finding finding) {

    /** Looks one after the other, once at each; what cannot be told is a warning, and the rest is looked at all the same. */
    static List<Diagnosis> of(List<Check> checks) {
        return checks.stream().distinct().map(Diagnosis::of).toList();
    }

    private static Diagnosis of(Check check) {
        try {
            return new Diagnosis(check.subject(), check.look());
        } catch (IOException | RuntimeException untold) {
            String why = String.valueOf(untold.getMessage()).lines().findFirst().orElse("");
            return new Diagnosis(check.subject(), new Finding.Warning("cannot be told: " + why, "run as root"));
        }
    }
}
