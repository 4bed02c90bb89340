package dev.holdfast.persistence.journal;

import static dev.holdfast.persistence.journal.Entries.onDisk;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.persistence.inspect.Damage;
import dev.holdfast.persistence.inspect.JournalGenerator;
import dev.holdfast.persistence.inspect.Selection;
import dev.holdfast.persistence.inspect.Verification;
import dev.holdfast.persistence.journal.RocksKeys.Identity;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** What verification makes of a disk that did not keep what was written. */
final class DamagedEntriesTest {

    @TempDir
    private Path directory;

    @Test
    void findsNothingInAJournalAsItWasWritten() {
        generate(30, 100);

        assertThat(verify()).isEmpty();
    }

    /** Each kind of damage befalls a copy of the same history, in one journal. */
    @Test
    void findsAndPlacesEveryFlippedBitAndEveryTruncationOfAnEntry() throws RocksDBException {
        List<String> damagedIds = new ArrayList<>();
        String sound = generate(1, 8).getFirst().id();
        withFiles(files -> {
            List<byte[]> values = values(files, sound);
            int length = values.get(1).length;
            for (int bit = 0; bit < 8 * length; bit++) {
                byte[] flipped = values.get(1).clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                damagedIds.add(copy(files, sound, damagedIds.size(), values, flipped));
            }
            for (int kept = 0; kept < length; kept++) {
                damagedIds.add(copy(files, sound, damagedIds.size(), values, Arrays.copyOf(values.get(1), kept)));
            }
        });

        List<Damage> found = verify();

        assertThat(found).extracting(Damage::persistenceId).containsExactlyInAnyOrderElementsOf(damagedIds);
        assertThat(found).allMatch(damage -> damage.sequenceNr() == 2);
    }

    @Test
    void missesAnEntryThatIsNotThere() throws RocksDBException {
        String id = generate(3, 20).get(1).id();
        withFiles(files ->
                files.db.delete(files.entries, RocksKeys.key(identity(files, id).number(), 9)));

        assertThat(verify()).singleElement().satisfies(damage -> {
            assertThat(damage.persistenceId()).isEqualTo(id);
            assertThat(damage.sequenceNr()).isEqualTo(10);
            assertThat(damage.what()).contains("1 entries are missing");
        });
    }

    @Test
    void namesEntriesThatNobodyOwns() throws RocksDBException {
        String id = generate(3, 20).get(1).id();
        withFiles(files -> files.db.delete(files.ids, id.getBytes(StandardCharsets.UTF_8)));

        assertThat(verify())
                .singleElement()
                .satisfies(damage -> assertThat(damage.what()).contains("belong to no connection"));
    }

    private List<JournalGenerator.Expected> generate(int connections, int runs) {
        try (JournalStore store = RocksStore.open(onDisk(directory, 64 << 20))) {
            return new JournalGenerator(1, connections, runs, 20).write(store);
        }
    }

    private List<Damage> verify() {
        List<Damage> found = new ArrayList<>();
        try (RocksSnapshot snapshot = RocksSnapshot.open(directory)) {
            new Verification(snapshot, Selection.ALL, _ -> {}, found::add).run();
        }
        return found;
    }

    /** A history under an id of the same length, so that only its checksums are written anew. */
    private static String copy(RocksFiles files, String like, int number, List<byte[]> values, byte[] second)
            throws RocksDBException {
        String id = like.substring(0, like.lastIndexOf('_') + 1) + "%08x".formatted(number);
        long entity = 1_000_000L + number;
        files.db.put(files.ids, id.getBytes(StandardCharsets.UTF_8), new Identity(entity, 0).encoded());
        for (int i = 0; i < values.size(); i++) {
            byte[] value = reowned(like, id, i + 1, values.get(i));
            if (i == 1) {
                byte[] own = value;
                value = second.clone();
                // The same damage, to the entry as this id's owner would have written it.
                for (int at = RocksKeys.TOTALS_BYTES; at < Math.min(value.length, RocksKeys.TOTALS_BYTES + 4); at++) {
                    value[at] ^= (byte) (values.get(1)[at] ^ own[at]);
                }
            }
            files.db.put(files.entries, RocksKeys.key(entity, i + 1), value);
        }
        return id;
    }

    private static byte[] reowned(String like, String id, long sequenceNr, byte[] value) {
        Entry entry = EntryFormat.decode(
                like, like.getBytes(StandardCharsets.UTF_8), sequenceNr, value, RocksKeys.TOTALS_BYTES);
        java.nio.ByteBuffer out = java.nio.ByteBuffer.allocate(value.length);
        out.put(value, 0, RocksKeys.TOTALS_BYTES);
        EntryFormat.write(entry, id.getBytes(StandardCharsets.UTF_8), out);
        return out.array();
    }

    private static Identity identity(RocksFiles files, String id) throws RocksDBException {
        return Identity.decoded(id, files.db.get(files.ids, id.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<byte[]> values(RocksFiles files, String id) throws RocksDBException {
        List<byte[]> values = new ArrayList<>();
        long number = identity(files, id).number();
        try (RocksIterator entries = files.db.newIterator(files.entries)) {
            entries.seek(RocksKeys.key(number, 0));
            while (entries.isValid() && RocksKeys.number(entries.key()) == number) {
                values.add(entries.value());
                entries.next();
            }
        }
        return values;
    }

    private interface Work {
        void on(RocksFiles files) throws RocksDBException;
    }

    private void withFiles(Work work) throws RocksDBException {
        try (RocksFiles files = RocksFiles.open(onDisk(directory, 64 << 20))) {
            work.on(files);
        }
    }
}
