package io.fourtuple.goodput;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.fourtuple.testing.OneJdk;

/**
 * The engine's goodput over a grid of networks, compared with a file that reviewers read: whatever changes a sender's or a
 * receiver's behaviour shows there as a changed line. A change that is meant is written by
 * <pre>
 *   mvn -pl core test -Dtest=GoodputSnapshotTest -Dsnapshot.write=true
 * </pre>
 */
@OneJdk
class GoodputSnapshotTest
{
    private static final Path SNAPSHOT = Path.of("src/test/resources/goodput/engine-to-engine.txt");
    private static final long SEED = 7;

    @Test
    void shouldHaveTheGoodputOfTheSnapshot() throws IOException
    {
        final List<String> lines = new ArrayList<>();
        lines.add("Engine to engine in virtual time: 100 Mbit/s, a queue of one bandwidth-delay product, all alike each way.");
        lines.add("Written by GoodputSnapshotTest with -Dsnapshot.write=true. seed=" + SEED);
        lines.add("");
        lines.add("  loss     RTT reorder  time    Mbit/s  retransmitted  timeouts   dropped    lost");
        for (final String loss : List.of("0", "0.1", "1", "3", "10"))
        {
            for (final int rttMs : List.of(1, 20, 100))
            {
                for (final int reorder : List.of(0, 1, 5))
                {
                    lines.add(new GoodputCell(loss, rttMs, reorder).measure(SEED));
                }
            }
        }
        lines.add("");
        lines.add("Two flows, no loss: Mbit/s of each in 6 s, beginning 2 s after the second one has begun");
        lines.add("");
        lines.add("    RTT  begins later     first    second    Jain");
        for (final TwoFlows flows : List.of(
            new TwoFlows(1, 0), new TwoFlows(20, 0), new TwoFlows(100, 0), new TwoFlows(20, 3_000)))
        {
            lines.add(flows.measure(SEED));
        }
        compare(lines);
    }

    private static void compare(final List<String> lines) throws IOException
    {
        if (Boolean.getBoolean("snapshot.write"))
        {
            Files.createDirectories(SNAPSHOT.getParent());
            Files.write(SNAPSHOT, lines);
        }
        assertEquals(String.join("\n", Files.readAllLines(SNAPSHOT)), String.join("\n", lines),
            "the engine's goodput has changed; if that is meant, write the snapshot with -Dsnapshot.write=true");
    }
}
