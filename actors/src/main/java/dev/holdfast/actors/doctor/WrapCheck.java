package dev.holdfast.actors.doctor;

import dev.holdfast.interceptors.process.Wrappability;
import dev.holdfast.interceptors.process.Wrappable;
import java.util.List;

/**
 * Whether the shim can be loaded into a server program.
 *
 * @param path where the program is looked for, as in PATH
 */
record WrapCheck(String subject, List<String> command, String path) implements Check {

    @Override
    public Finding look() {
        return switch (Wrappability.check(command, path)) {
            case Wrappable.Yes yes -> new Finding.Fine(yes.program() + " can be wrapped");
            case Wrappable.No no -> new Finding.Failure(no.reason(), no.remedy());
        };
    }
}
