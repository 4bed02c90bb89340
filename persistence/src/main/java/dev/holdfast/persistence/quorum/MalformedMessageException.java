package dev.holdfast.persistence.quorum;

import java.io.IOException;

/** Bytes of another node that are no message of this version: the connection they came on is closed. */
final class MalformedMessageException extends IOException {

    MalformedMessageException(String what) {
        super(what);
    }
}
