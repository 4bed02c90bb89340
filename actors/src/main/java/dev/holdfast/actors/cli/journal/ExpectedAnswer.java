package dev.holdfast.actors.cli.journal;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Compares what is written here with a file, line by line, and remembers the first difference. A line that may differ is only
 * remembered, as far as {@link #NAMED_MAX} of them. What has no line ends is taken in pieces. Owned by one thread at a time.
 */
final class ExpectedAnswer extends OutputStream {

    static final int NAMED_MAX = 100;
    private static final int LINE_BYTES_MAX = 1 << 13;

    /** What a server sends may not command the terminal. */
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\x80-\\x9f]");

    private final InputStream expected;
    private final List<Pattern> mayDiffer;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final List<String> named = new ArrayList<>();
    private long position;
    private String difference = "";

    /**
     * @param mayDiffer lines that all of one of these match, without their ends, in both answers
     * @throws IOException if {@code file} can not be read
     */
    ExpectedAnswer(Path file, List<Pattern> mayDiffer) throws IOException {
        this.expected = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        this.mayDiffer = List.copyOf(mayDiffer);
    }

    @Override
    public void write(int value) throws IOException {
        line.write(value);
        if (value == '\n' || line.size() == LINE_BYTES_MAX) {
            compareLine();
        }
    }

    private void compareLine() throws IOException {
        byte[] came = line.toByteArray();
        byte[] wanted = expectedLine();
        line.reset();
        int at = Arrays.mismatch(wanted, came);
        if (difference.isEmpty() && at >= 0) {
            if (mayDiffer(text(wanted), text(came))) {
                name("byte %d: \"%s\" expected, \"%s\" came".formatted(position, text(wanted), text(came)));
            } else {
                difference = difference(wanted, came, at);
            }
        }
        position += came.length;
    }

    private byte[] expectedLine() throws IOException {
        ByteArrayOutputStream wanted = new ByteArrayOutputStream();
        int last = 0;
        while (last >= 0 && last != '\n' && wanted.size() < LINE_BYTES_MAX) {
            last = expected.read();
            if (last >= 0) {
                wanted.write(last);
            }
        }
        return wanted.toByteArray();
    }

    private boolean mayDiffer(String wanted, String came) {
        return mayDiffer.stream()
                .anyMatch(pattern -> pattern.matcher(wanted).matches()
                        && pattern.matcher(came).matches());
    }

    private void name(String what) {
        if (named.size() < NAMED_MAX) {
            named.add(what);
        }
    }

    private String difference(byte[] wanted, byte[] came, int at) {
        String place = "byte " + (position + at) + ": ";
        if (at == came.length) {
            return place + "the answer ends, more was expected";
        }
        return at == wanted.length
                ? place + "%02x came where the expected answer ends".formatted(came[at])
                : place + "%02x expected, %02x came".formatted(wanted[at], came[at]);
    }

    /** What differed and was allowed to, as said; to be asked when nothing more comes. */
    List<String> named() {
        return named;
    }

    /** Empty if all came as expected; to be asked when nothing more comes. */
    String difference() throws IOException {
        if (line.size() > 0) {
            compareLine();
        }
        if (difference.isEmpty() && expected.read() >= 0) {
            difference = "byte " + position + ": the answer ends, more was expected";
        }
        return difference;
    }

    private static String text(byte[] line) {
        return CONTROL.matcher(new String(line, StandardCharsets.ISO_8859_1).stripTrailing())
                .replaceAll(" ");
    }

    @Override
    public void close() throws IOException {
        expected.close();
    }
}
