package dev.holdfast.actors.doctor;

import java.io.IOException;

/** Looks at one thing and leaves it as it was. May wait some seconds; any thread. */
interface Check {

    /** What is looked at, in two or three words. */
    String subject();

    /** @throws IOException if it cannot be told */
    Finding look() throws IOException;
}
