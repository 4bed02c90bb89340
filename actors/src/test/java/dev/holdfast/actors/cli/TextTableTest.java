package dev.holdfast.actors.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTableTest {

    @Test
    void alignsWordsLeftAndNumbersRight() {
        String table =
                new TextTable("NAME", "COUNT").row("a", 7).row("longer", 1234).render();

        assertThat(table).isEqualTo("""
                NAME    COUNT
                a           7
                longer   1234
                """);
    }

    @Test
    void keepsForeignTextOnOneLineAndShort() {
        String table = new TextTable("REASON")
                .row("two\nlines\u001b[31m" + "x".repeat(100))
                .render();

        assertThat(table.lines()).hasSize(2).allMatch(line -> line.length() <= 60);
        assertThat(table).doesNotContain("\u001b");
    }
}
