package dev.holdfast.actors.doctor;

/** What a check found; {@code says} is one line, and so is {@code advice}: what to do next. */
public sealed interface Finding {

    String says();

    String advice();

    /** As it should be. */
    record Fine(String says) implements Finding {
        @Override
        public String advice() {
            return "";
        }
    }

    /** A node works, but not as well or as safely as it could. */
    record Warning(String says, String advice) implements Finding {}

    /** A node does not start, or protects nothing. */
    record Failure(String says, String advice) implements Finding {

        /** What an attempt was refused with: the first line tells. */
        static Failure of(Exception refused, String advice) {
            String message = String.valueOf(refused.getMessage());
            return new Failure(message.lines().findFirst().orElse(message), advice);
        }
    }
}
