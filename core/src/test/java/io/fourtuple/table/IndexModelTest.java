package io.fourtuple.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.testing.OneJdk;

/** The index against a HashMap, with hashes of the test's own choice: many that collide in bucket, in tag, in both. */
@OneJdk
class IndexModelTest
{
    private static final int STEPS = 60_000;

    @ParameterizedTest
    @CsvSource({
        "64, 1, 1, every hash the same",
        "64, 1, 65536, one bucket",
        "100, 65536, 1, one tag",
        "1000, 16, 16, few buckets and tags",
        "1000, 65536, 65536, random",
        "8, 65536, 65536, smallest"})
    void shouldFindWhatAHashMapFinds(final int capacity, final int buckets, final int tags, final String name)
    {
        final SplittableRandom random = new SplittableRandom(capacity * 31L + buckets);
        final Index index = new Index(capacity);
        final Map<Integer, Long> model = new HashMap<>();
        final List<Integer> present = new ArrayList<>();
        int nextRef = 0;
        for (int step = 0; step < STEPS; step++)
        {
            final boolean add = present.size() < capacity && (present.isEmpty() || random.nextInt(100) < 52);
            if (add)
            {
                final long hash = hash(random, buckets, tags);
                index.insert(hash, nextRef);
                model.put(nextRef, hash);
                present.add(nextRef++);
            }
            else
            {
                final int at = random.nextInt(present.size());
                final int ref = present.set(at, present.get(present.size() - 1));
                present.remove(present.size() - 1);
                index.remove(model.remove(ref), ref);
                assertEquals(0, count(index, model.getOrDefault(ref, 0L), ref), name + " step=" + step);
            }
            if (!present.isEmpty())
            {
                final int ref = present.get(random.nextInt(present.size()));
                assertEquals(1, count(index, model.get(ref), ref), name + " step=" + step);
            }
        }
        model.forEach((ref, hash) -> assertEquals(1, count(index, hash, ref), name));
    }

    @ParameterizedTest
    @CsvSource({"1000, 200"})
    void shouldBeAsGoodAsNewAfterLongChurn(final int capacity, final int rounds)
    {
        final SplittableRandom random = new SplittableRandom(3);
        final Index index = new Index(capacity);
        for (int round = 0; round < rounds; round++)
        {
            final long[] hashes = random.longs(capacity).toArray();
            for (int ref = 0; ref < capacity; ref++)
            {
                index.insert(hashes[ref], ref);
            }
            for (int ref = 0; ref < capacity; ref++)
            {
                index.remove(hashes[ref], ref);
            }
        }
        // No overflow counts are left: each lookup looks at one bucket and ends.
        for (int i = 0; i < capacity; i++)
        {
            final long hash = random.nextLong();
            assertEquals(Index.NONE, index.first(hash));
            assertEquals(0, index.passedBy(hash), "overflow count left behind");
        }
    }

    private static int count(final Index index, final long hash, final int ref)
    {
        int count = 0;
        for (int found = index.first(hash), steps = 0; found != Index.NONE; found = index.next())
        {
            count += found == ref ? 1 : 0;
            assertTrue(steps++ < 100_000, "walk without end");
        }
        return count;
    }

    private static long hash(final SplittableRandom random, final int buckets, final int tags)
    {
        return (long)random.nextInt(buckets) << 48 ^ random.nextInt(tags);
    }
}
