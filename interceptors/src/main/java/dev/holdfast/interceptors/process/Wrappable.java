package dev.holdfast.interceptors.process;

import java.nio.file.Path;

/** Whether the shim can be loaded into a program. */
public sealed interface Wrappable {

    /** As far as the file tells; the proof is the handshake at run time. */
    record Yes(Path program) implements Wrappable {}

    /**
     * @param reason what stands in the way
     * @param remedy what the operator can do
     */
    record No(String reason, String remedy) implements Wrappable {

        @Override
        public String toString() {
            return reason + "; " + remedy;
        }
    }
}
