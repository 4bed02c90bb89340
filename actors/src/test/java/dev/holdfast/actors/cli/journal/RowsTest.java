package dev.holdfast.actors.cli.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RowsTest {

    @Test
    void aTableHasAlignedColumnsAndNoControlCharacters() {
        assertThat(printed(RowFormat.TABLE, List.of(row("short", 5, ""), row("a longer one", 12345, "\u001b[31mred"))))
                .isEqualTo("""
                        NAME          SOME COUNT  NOTE
                        short                  5  –
                        a longer one       12345   [31mred
                        """);
    }

    @Test
    void jsonIsAnArrayAndJsonlAnObjectALine() {
        assertThat(printed(RowFormat.JSON, List.of())).isEqualTo("[]\n");
        assertThat(printed(RowFormat.JSON, List.of(row("a", 1, ""), row("b", 2, ""))))
                .isEqualTo("""
                        [
                        {"name":"a","some_count":1,"note":""},
                        {"name":"b","some_count":2,"note":""}
                        ]
                        """);
        assertThat(printed(RowFormat.JSONL, List.of(row("a", 1, "x"))))
                .isEqualTo("{\"name\":\"a\",\"some_count\":1,\"note\":\"x\"}\n");
    }

    private static Map<String, Object> row(String name, int count, String note) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", name);
        row.put("some_count", count);
        row.put("note", note);
        return row;
    }

    private static String printed(RowFormat format, List<Map<String, Object>> all) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Rows rows = new Rows(new PrintStream(bytes, true, StandardCharsets.UTF_8), format)) {
            all.forEach(rows::add);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
