package io.fourtuple.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.BitSet;

import org.junit.jupiter.api.Test;

import io.fourtuple.testing.OneJdk;

/** More entries of one bucket than its overflow count can count: it stays at its end, and every entry is still found. */
@OneJdk
class IndexOverflowTest
{
    private static final int MOST = 0xFFFF;
    /** So many are in the bucket itself. */
    private static final int OWN = 10;
    private static final int ENTRIES = OWN + MOST + 25;
    private static final long HASH = 0x1234;

    @Test
    void shouldFindAllEntriesOnceACountIsAtItsEnd()
    {
        final Index index = new Index(ENTRIES);
        for (int ref = 0; ref < ENTRIES; ref++)
        {
            index.insert(HASH, ref);
            assertEquals(Math.max(0, Math.min(MOST, ref + 1 - OWN)), index.passedBy(HASH));
        }
        assertFound(index, 0);
        // Whoever goes now may be one that was not counted: the count must not fall with those, or it ends too early.
        final int removed = 40;
        for (int ref = ENTRIES - removed; ref < ENTRIES; ref++)
        {
            index.remove(HASH, ref);
        }
        assertEquals(MOST, index.passedBy(HASH));
        assertFound(index, removed);
        // All that were counted: nothing was taken back, so what is left is found.
        for (int ref = OWN + 3; ref < ENTRIES - removed; ref++)
        {
            index.remove(HASH, ref);
        }
        assertFound(index, ENTRIES - OWN - 3);
    }

    private static void assertFound(final Index index, final int missing)
    {
        final BitSet found = new BitSet();
        int count = 0;
        for (int ref = index.first(HASH); ref != Index.NONE; ref = index.next())
        {
            assertFalse(found.get(ref), "twice: " + ref);
            found.set(ref);
            count++;
        }
        assertEquals(ENTRIES - missing, count);
        assertEquals(ENTRIES - missing, found.length(), "the first ones in");
    }
}
