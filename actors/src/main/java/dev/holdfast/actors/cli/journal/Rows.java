package dev.holdfast.actors.cli.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Rows of the same columns on their way to stdout, however many: a table's columns are as wide as the first rows need. Not
 * thread-safe.
 */
final class Rows implements AutoCloseable {

    private static final int MEASURED = 200;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private final PrintStream out;
    private final RowFormat format;
    private final List<List<String>> measured = new ArrayList<>();
    private int[] widths = {};
    private long rows;

    Rows(PrintStream stdout, RowFormat format) {
        this.out = new PrintStream(new BufferedOutputStream(stdout, BUFFER_BYTES), false, StandardCharsets.UTF_8);
        this.format = format;
    }

    static Rows toStdout(RowFormat format) {
        return new Rows(System.out, format);
    }

    /** The keys are the columns, in their order. */
    void add(Map<String, Object> row) {
        switch (format) {
            case JSONL -> out.println(text(row));
            case JSON -> out.print((rows == 0 ? "[\n" : ",\n") + text(row));
            case TABLE -> addCells(row);
        }
        rows++;
    }

    /** Whether somebody still reads; what was added has been sent. */
    boolean flush() {
        settle();
        out.flush();
        return !out.checkError();
    }

    @Override
    public void close() {
        if (format == RowFormat.JSON) {
            out.println(rows == 0 ? "[]" : "\n]");
        }
        flush();
    }

    private String text(Map<String, Object> row) {
        try {
            return Json.MAPPER.writeValueAsString(row);
        } catch (JsonProcessingException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private void addCells(Map<String, Object> row) {
        if (rows == 0) {
            measured.add(row.keySet().stream()
                    .map(name -> name.replace('_', ' ').toUpperCase(Locale.ROOT))
                    .toList());
        }
        List<String> cells = row.values().stream().map(Rows::cell).toList();
        if (widths.length > 0) {
            print(cells);
        } else {
            measured.add(cells);
            if (measured.size() > MEASURED) {
                settle();
            }
        }
    }

    private void settle() {
        if (measured.isEmpty()) {
            return;
        }
        widths = new int[measured.getFirst().size()];
        for (List<String> cells : measured) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], cells.get(column).length());
            }
        }
        measured.forEach(this::print);
        measured.clear();
    }

    private void print(List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            String cell = cells.get(column);
            char[] space = new char[Math.max(0, widths[column] - cell.length())];
            Arrays.fill(space, ' ');
            boolean numeric = NUMBER.matcher(cell).matches();
            line.append(column == 0 ? "" : "  ");
            line.append(numeric ? new String(space) + cell : cell + new String(space));
        }
        out.println(line.toString().stripTrailing());
    }

    /** Of a map its entries, of text one line; never what could control a terminal. */
    private static String cell(Object value) {
        String text = value instanceof Map<?, ?> map
                ? map.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(" "))
                : String.valueOf(value);
        return text.isEmpty() ? "–" : CONTROL.matcher(text).replaceAll(" ");
    }

    /** Loaded only by whoever asks for it: a table is there sooner without. */
    private static final class Json {
        static final ObjectMapper MAPPER = new ObjectMapper();
    }
}
