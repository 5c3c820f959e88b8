package io.fourtuple.bench.measure.parts;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.bench.measure.driver.DriverLink;
import io.fourtuple.link.FrameBatch;

/**
 * The floor of the flood benchmarks: takes the same frames by the same link, and answers each SYN with a copy of fixed
 * headers, or nothing; keeps nothing, neither checks nor makes a checksum.
 */
final class FloorStack
{
    private static final int MAX_ANSWER = 80;

    private final DriverLink link = new DriverLink(FloodedEngine.OPS, FloodFrames.MAX_LENGTH);
    private final FrameBatch batch = new FrameBatch(FloodedEngine.BATCH);
    private final UnsafeBuffer answer = new UnsafeBuffer(new byte[MAX_ANSWER]);
    private final FloodFrames frames;
    private final int ipLength;
    private final int answerLength;

    FloorStack(final FloodFrames frames, final boolean isIpv6, final boolean hasTimestamps)
    {
        this.frames = frames;
        ipLength = isIpv6 ? 40 : 20;
        answerLength = ipLength + (hasTimestamps ? 40 : 32);
        frames.write(answer, 0, FloodFrames.idle(0), FloodFrames.SYN, 0, 0, 0);
        answer.putByte(ipLength + 13, (byte)(FloodFrames.SYN | FloodFrames.ACK));
    }

    /**
     * @param first      number of the first source.
     * @param flags      of the frames.
     * @param isAnswered whether each is.
     * @return answers.
     */
    int frames(final long first, final int flags, final boolean isAnswered)
    {
        int answered = 0;
        for (int from = 0; from < FloodedEngine.OPS; from += FloodedEngine.BATCH)
        {
            link.clear();
            for (int i = from; i < from + FloodedEngine.BATCH; i++)
            {
                final int source = frames.flood(first + i);
                link.add(frames.write(link.rxBuffer(), link.nextFrame(), source, flags, 0, source, source));
            }
            final int count = link.receive(batch);
            for (int i = 0; isAnswered && i < count; i++)
            {
                answer(link.rxBuffer(), batch.offset(i));
            }
            answered += isAnswered ? link.replies() : count;
        }
        return answered;
    }

    private void answer(final UnsafeBuffer rx, final int frame)
    {
        final MutableDirectBuffer tx = link.txBuffer();
        final int offset = link.claim(answerLength);
        tx.putBytes(offset, answer, 0, answerLength);
        final int tcp = frame + ipLength;
        final int to = offset + ipLength;
        // The last 32 bits of the source's address are enough to have it read and written.
        tx.putInt(to - 4, rx.getInt(tcp - 8));
        final int ports = rx.getInt(tcp, BIG_ENDIAN);
        tx.putInt(to, ports << 16 | ports >>> 16, BIG_ENDIAN);
        tx.putInt(to + 8, rx.getInt(tcp + 4, BIG_ENDIAN) + 1, BIG_ENDIAN);
        link.commit(offset, answerLength);
    }
}
