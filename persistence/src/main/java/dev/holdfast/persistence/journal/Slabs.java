package dev.holdfast.persistence.journal;

import java.util.BitSet;

/**
 * Hands out blocks of 4 KiB to 1 MiB of a range: the binary buddy system, lowest place first.
 *
 * <p>Invariant: a free block's buddy of the same size is not free, otherwise both would be one larger block; so as long as units
 * are free, single units can be had. Owned by its store's lock, but for {@link #freeUnits}.
 */
final class Slabs {

    static final int UNIT_BYTES = 4096;
    static final int ORDER_MAX = 8;

    private final BitSet[] freeByOrder = new BitSet[ORDER_MAX + 1];
    private final int units;
    private volatile int freeUnits;
    private int highestUsed;

    Slabs(int units) {
        this.units = units;
        for (int order = 0; order <= ORDER_MAX; order++) {
            freeByOrder[order] = new BitSet(units >> order);
        }
        int unit = 0;
        for (int order = ORDER_MAX; order >= 0; order--) {
            for (; unit + (1 << order) <= units; unit += 1 << order) {
                freeByOrder[order].set(unit >> order);
            }
        }
        freeUnits = units;
    }

    static long bytes(int order) {
        return (long) UNIT_BYTES << order;
    }

    /** For any thread. */
    int freeUnits() {
        return freeUnits;
    }

    private void count(int units) {
        int before = freeUnits;
        freeUnits = before + units;
    }

    int units() {
        return units;
    }

    /** How many units, counted from the first, were ever in use. */
    int highestUsed() {
        return highestUsed;
    }

    /** The first unit of a block of {@code 2^order} units, or -1 if there is no such block. */
    int take(int order) {
        for (int larger = order; larger <= ORDER_MAX; larger++) {
            int block = freeByOrder[larger].nextSetBit(0);
            if (block >= 0) {
                freeByOrder[larger].clear(block);
                for (int split = larger; split > order; split--) {
                    block = 2 * block;
                    freeByOrder[split - 1].set(block + 1);
                }
                count(-(1 << order));
                highestUsed = Math.max(highestUsed, (block + 1) << order);
                return block << order;
            }
        }
        return -1;
    }

    void give(int unit, int order) {
        count(1 << order);
        int block = unit >> order;
        int joined = order;
        while (joined < ORDER_MAX && freeByOrder[joined].get(block ^ 1)) {
            freeByOrder[joined].clear(block ^ 1);
            block >>= 1;
            joined++;
        }
        freeByOrder[joined].set(block);
    }
}
