package dev.holdfast.tests.documents;

/** README's commands around a lab, which make sense in their order only. */
final class OwnServer {

    private OwnServer() {}

    static boolean shows(DocumentedCommand command) {
        return command.place().startsWith("README.md") && (command.begins("lab") || command.begins("page"));
    }
}
