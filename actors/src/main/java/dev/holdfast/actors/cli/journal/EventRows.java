package dev.holdfast.actors.cli.journal;

import dev.holdfast.persistence.inspect.Recorded;
import dev.holdfast.persistence.journal.Entry;
import dev.holdfast.persistence.journal.EntryFormat;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Entries as rows. */
record EventRows(Rows rows, EventDetails details, boolean withId) {

    void add(Entry entry) {
        Recorded recorded = Recorded.of(entry);
        Map<String, Object> row = new LinkedHashMap<>();
        if (withId) {
            row.put("id", entry.persistenceId());
        }
        row.put("seq", entry.sequenceNr());
        row.put("at", Instant.ofEpochMilli(entry.timestampMillis()).toString());
        row.put("type", entry.manifest());
        row.put("bytes", EntryFormat.length(entry));
        row.put("details", details.of(recorded.event()));
        rows.add(row);
    }
}
