package io.fourtuple.bench.measure.driver;

import static io.fourtuple.bench.measure.driver.ClientFrames.*;
import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.fourtuple.link.FrameBatch;

/**
 * The floor: answers with fixed headers, keeps nothing, neither checks nor makes a checksum. What a run against it
 * takes is what the driver itself costs.
 */
public final class NullStack implements Stack
{
    private static final int ANSWER_LENGTH = 52;
    private static final int ISS = 7;

    private final DriverLink link;
    private final FrameBatch batch;
    private long accepted;

    public NullStack(final int batch)
    {
        link = new DriverLink(batch);
        this.batch = new FrameBatch(batch);
        final MutableDirectBuffer tx = link.txBuffer();
        for (int answer = 0; answer < tx.capacity(); answer += DriverLink.SLOT_LENGTH)
        {
            tx.putInt(answer, 0x4500_0000 | ANSWER_LENGTH, BIG_ENDIAN);
            tx.putInt(answer + 8, 64 << 24 | PROTOCOL_TCP << 16, BIG_ENDIAN);
            tx.putInt(answer + 12, SERVER_ADDRESS, BIG_ENDIAN);
            tx.putInt(answer + 32, 0x8000_0000, BIG_ENDIAN);
            tx.putInt(answer + 40, TIMESTAMPS_WORD, BIG_ENDIAN);
        }
    }

    @Override
    public DriverLink link()
    {
        return link;
    }

    @Override
    public void work()
    {
        final int count = link.receive(batch);
        for (int i = 0; i < count; i++)
        {
            answer(link.rxBuffer(), batch.offset(i));
        }
    }

    private void answer(final UnsafeBuffer rx, final int frame)
    {
        final int tcp = frame + IP_LENGTH;
        final int flags = rx.getByte(tcp + 13);
        if ((flags & (SYN | FIN)) == 0)
        {
            if (rx.getInt(tcp + 8, BIG_ENDIAN) == ISS + 1)
            {
                accepted++;
            }
            return;
        }
        final MutableDirectBuffer tx = link.txBuffer();
        final int offset = link.claim(ANSWER_LENGTH);
        final int answer = offset + IP_LENGTH;
        tx.putInt(offset + 16, rx.getInt(frame + 12));
        final int ports = rx.getInt(tcp, BIG_ENDIAN);
        tx.putInt(answer, ports << 16 | ports >>> 16, BIG_ENDIAN);
        tx.putInt(answer + 4, (flags & SYN) != 0 ? ISS : ISS + 1, BIG_ENDIAN);
        tx.putInt(answer + 8, rx.getInt(tcp + 4, BIG_ENDIAN) + 1, BIG_ENDIAN);
        tx.putByte(answer + 13, (byte)(flags & (SYN | FIN) | ACK));
        tx.putInt(answer + 24, rx.getInt(tcp + 24));
        link.commit(offset, ANSWER_LENGTH);
    }

    @Override
    public long accepted()
    {
        return accepted;
    }
}
