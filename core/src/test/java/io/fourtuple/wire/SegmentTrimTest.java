package io.fourtuple.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

/** Cutting a segment to the window, against a model that looks at each byte, around the wrap of sequence numbers. */
class SegmentTrimTest
{
    @Test
    void shouldKeepTheBytesInTheWindowAndNothingElse()
    {
        final SplittableRandom random = new SplittableRandom(23);
        for (int round = 0; round < 200_000; round++)
        {
            final int from = random.nextInt(64) - 32;
            final int window = random.nextInt(40);
            final int seq = from + random.nextInt(60) - 30;
            final int length = random.nextInt(30);
            final boolean fin = random.nextBoolean();
            if (length + (fin ? 1 : 0) == 0 || seq - from > window || seq + length + (fin ? 1 : 0) - from <= 0)
            {
                continue;
            }
            final Segment segment = new Segment();
            segment.seq = seq;
            segment.payloadOffset = 100;
            segment.payloadLength = length;
            segment.flags = fin ? TcpDescriptor.FIN : 0;
            segment.trim(from, from + window);

            int kept = 0;
            int first = -1;
            for (int i = 0; i < length; i++)
            {
                if (seq + i - from >= 0 && seq + i - from < window)
                {
                    first = first < 0 ? i : first;
                    kept++;
                }
            }
            final int finAt = seq + length - from;
            // A FIN right behind the last byte of the window takes no room and is kept.
            final boolean finKept = fin && finAt >= 0 && finAt <= window;
            final String what = "from=" + from + " window=" + window + " seq=" + seq + " length=" + length + " fin=" + fin;
            assertEquals(kept, segment.payloadLength(), what);
            assertEquals(finKept, segment.isFin(), what);
            if (kept > 0)
            {
                assertEquals(100 + first, segment.payloadOffset(), what);
                assertEquals(seq + first, segment.seq(), what);
            }
        }
    }
}
