package dev.holdfast.actors.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in aligned columns; columns whose cells are all numbers are set to the right. Not thread-safe. */
public final class TextTable {

    private static final int CELL_MAX = 60;

    private final List<List<String>> rows = new ArrayList<>();
    private final int columns;

    public TextTable(String... headings) {
        columns = headings.length;
        rows.add(List.of(headings));
    }

    public TextTable row(Object... cells) {
        if (cells.length != columns) {
            throw new IllegalArgumentException("a row of " + cells.length + " cells in a table of " + columns);
        }
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(shortened(String.valueOf(cell)));
        }
        rows.add(row);
        return this;
    }

    public String render() {
        StringBuilder text = new StringBuilder();
        int[] widths = new int[columns];
        boolean[] numeric = new boolean[columns];
        for (int column = 0; column < columns; column++) {
            widths[column] = width(column);
            numeric[column] = isNumeric(column);
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < columns; column++) {
                line.append(column == 0 ? "" : "  ").append(padded(row.get(column), widths[column], numeric[column]));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private static String padded(String cell, int width, boolean numeric) {
        String space = " ".repeat(width - cell.length());
        return numeric ? space + cell : cell + space;
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }

    private boolean isNumeric(int column) {
        return rows.size() > 1
                && rows.stream().skip(1).map(row -> row.get(column)).allMatch(cell -> cell.matches("-?[0-9.,]*|–"));
    }

    private static String shortened(String cell) {
        String line = cell.replaceAll("\\p{Cntrl}", " ");
        return line.length() <= CELL_MAX ? line : line.substring(0, CELL_MAX - 1) + "…";
    }
}
