package dev.holdfast.tests.documents;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command as a document shows it.
 *
 * @param place the document and the line, for people
 * @param text the line that is typed, with the document's own names and placeholders
 * @param whole whether it is shown to be typed; a mention in passing may leave parameters out
 */
record DocumentedCommand(String place, String text, boolean whole) {

    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");
    private static final Pattern SUBSTITUTED = Pattern.compile("<\\((.*?)\\)");
    private static final Pattern OURS = Pattern.compile("(\\./)?holdfast ");

    /** Whether it is a command of ours, not one of the system's. */
    boolean isOurs() {
        return OURS.matcher(line()).lookingAt();
    }

    /** Whether it begins with these words, after the program's name. */
    boolean begins(String words) {
        return isOurs() && (arguments() + " ").startsWith(words + " ");
    }

    /** Ours, without the program's name. */
    String arguments() {
        return OURS.matcher(line()).replaceFirst("");
    }

    /** What the command line parser gets of it, quotes taken away. */
    List<String> words() {
        return WORD.matcher(arguments())
                .results()
                .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
                .toList();
    }

    DocumentedCommand with(String otherText) {
        return new DocumentedCommand(place, otherText, whole);
    }

    /** Ours within {@code source <(…)}; else all of it. */
    private String line() {
        Matcher inner = SUBSTITUTED.matcher(text);
        return inner.find() ? inner.group(1) : text;
    }

    @Override
    public String toString() {
        return place + ": " + text;
    }
}
