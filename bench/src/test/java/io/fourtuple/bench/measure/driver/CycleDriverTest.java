package io.fourtuple.bench.measure.driver;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.ObjIntConsumer;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.Tcp;
import io.fourtuple.bench.base.WrongAnswerException;
import io.fourtuple.telemetry.Counter;

class CycleDriverTest
{
    private static final int BATCH = 8;
    private static final int TCP = 20;
    private static final int FIRST_SYN_ACK = 0;

    private final EngineStack engine = new EngineStack(100, BATCH);

    private String failure(final ObjIntConsumer<MutableDirectBuffer> spoil)
    {
        final CycleDriver driver = new CycleDriver(new SpoilingStack(engine, spoil), BATCH, true);
        return assertThrows(WrongAnswerException.class, driver::cycle).getMessage();
    }

    private static ObjIntConsumer<MutableDirectBuffer> addToInt(final int at, final int value)
    {
        return (buffer, offset) ->
        {
            if (offset == FIRST_SYN_ACK)
            {
                buffer.putInt(offset + at, buffer.getInt(offset + at, BIG_ENDIAN) + value, BIG_ENDIAN);
            }
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 32, 300})
    void shouldOpenAndCloseAndHold(final int batch)
    {
        final EngineStack stack = new EngineStack(100, batch);
        final CycleDriver driver = new CycleDriver(stack, batch, true);
        driver.openIdle(100);
        driver.run(1_000, Long.MAX_VALUE);
        stack.check(100);
        assertTrue(driver.cycles() >= 1_000 && driver.cycles() < 1_000 + batch, "cycles=" + driver.cycles());
        assertEquals(driver.cycles() + 100, stack.count(Counter.ESTABLISHED));
        assertEquals(2 * driver.cycles() + 100, driver.replies());
        assertTrue(driver.handshakeNs() > 0 && driver.closeNs() > 0);
    }

    @Test
    void shouldLeaveConnectionsInTimeWaitWhenTheServerClosesFirst()
    {
        final Tcp[] user = new Tcp[1];
        final DriverLink link = new DriverLink(BATCH);
        final EngineStack stack = new EngineStack(link, BenchEngine.settings(100, BATCH), () -> 1)
        {
            @Override
            public void onEstablished(final Tcp tcp, final long connection)
            {
                super.onEstablished(tcp, connection);
                user[0] = tcp;
                tcp.close(connection);
            }
        };
        new CycleDriver(stack, BATCH, true).cycleServerFirst();
        assertEquals(BATCH, stack.count(Counter.CURR_TIME_WAIT));
        assertEquals(0, user[0].openConnections());
    }

    @Test
    void shouldDriveTheNullStack()
    {
        final NullStack stack = new NullStack(BATCH);
        final CycleDriver driver = new CycleDriver(stack, BATCH, false);
        driver.run(100, Long.MAX_VALUE);
        assertEquals(104, stack.accepted());
        assertEquals(208, driver.replies());
    }

    @Test
    void shouldSeeAWrongChecksum()
    {
        final String tcp = failure(addToInt(TCP + 16, 1 << 16));
        assertTrue(tcp.startsWith("wrong checksum in the answer to client 0 "), tcp);
    }

    @Test
    void shouldSeeAWrongIpChecksum()
    {
        final String ip = failure(addToInt(8, 1));
        assertTrue(ip.startsWith("wrong checksum in the answer to client 0 "), ip);
    }

    @Test
    void shouldSeeAMissingSynAck()
    {
        final Stack deaf = new Stack()
        {
            private final DriverLink link = new DriverLink(BATCH);

            @Override
            public DriverLink link()
            {
                return link;
            }

            @Override
            public void work()
            {
                link.clear();
            }

            @Override
            public long accepted()
            {
                return 0;
            }
        };
        final CycleDriver driver = new CycleDriver(deaf, BATCH, false);
        final String message = assertThrows(WrongAnswerException.class, driver::cycle).getMessage();
        assertEquals("SYN,ACKs missing: 8 of 8 (connections 0 to 7)", message);
    }

    @Test
    void shouldSeeASynAckThatIsSentTwiceInsteadOfAnother()
    {
        final String message = failure((buffer, offset) ->
        {
            if (offset == DriverLink.SLOT_LENGTH)
            {
                buffer.putBytes(offset, buffer, FIRST_SYN_ACK, 60);
            }
        });
        assertEquals("SYN,ACKs missing: 1 of 8 (connections 0 to 7)", message);
    }

    @ParameterizedTest
    @CsvSource({
        "28, 1,          client 0 expected ACK 12346",
        "16, 0x20000000, answer to client -1",
        "16, 0x1000,     answer to client 4096",
        "12, 1,          not a TCP frame of the server",
        "0,  1,          not a TCP frame of the server"})
    void shouldSeeAWrongField(final int at, final String value, final String expected)
    {
        final String message = failure(addToInt(at, Integer.decode(value)));
        assertTrue(message.startsWith(expected), message);
    }

    @Test
    void shouldSeeAReset()
    {
        final String message = failure((buffer, offset) -> buffer.putByte(offset + TCP + 13, (byte)0x14));
        assertTrue(message.contains("flags=20"), message);
    }

    @Test
    void shouldSeeAFinWithAWrongSequenceNumber()
    {
        final CycleDriver driver = new CycleDriver(new SpoilingStack(engine, (buffer, offset) ->
        {
            if ((buffer.getByte(offset + TCP + 13) & ClientFrames.FIN) != 0)
            {
                buffer.putInt(offset + TCP + 4, 0);
            }
        }), BATCH, false);
        final String message = assertThrows(WrongAnswerException.class, driver::cycle).getMessage();
        assertTrue(message.contains("expected SEQ"), message);
    }

    @Test
    void shouldSeeAConnectionThatTheApplicationWasNotToldOf()
    {
        final CycleDriver driver = new CycleDriver(
            new SpoilingStack(engine, (buffer, offset) -> { }).hidingOneAccepted(), BATCH, true);
        final String message = assertThrows(WrongAnswerException.class, driver::cycle).getMessage();
        assertTrue(message.startsWith("accepted connections missing: 1"), message);
    }

    @Test
    void shouldSeeCountsThatDoNotAddUp()
    {
        new CycleDriver(engine, BATCH, true).cycle();
        final String message = assertThrows(WrongAnswerException.class, () -> engine.check(1)).getMessage();
        assertTrue(message.startsWith("TcpClosedFinished must be 7: 8"), message);
    }

    @Test
    void shouldWriteFramesWithRightChecksums()
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);
        final ClientFrames frames = new ClientFrames();
        for (long index = 0; index < 1L << 32; index += 77_777_777)
        {
            for (final int flags : new int[]{ClientFrames.SYN, ClientFrames.ACK})
            {
                buffer.setMemory(0, 64, (byte)0xA5);
                frames.time(index);
                final int length =
                    frames.write(buffer, 0, index, ClientFrames.isn(index), (int)index, flags, true, (int)index);
                assertEquals(flags == ClientFrames.SYN ? 60 : 52, length);
                assertEquals(0xFFFF, ClientFrames.fold(ClientFrames.sum(0, buffer, 0, 20)));
                assertEquals(0xFFFF, ClientFrames.fold(ClientFrames.sum(
                    ClientFrames.pseudo(buffer, 0, length - 20), buffer, 20, length - 20)));
            }
        }
    }

    @Test
    void shouldFindEachClientByItsAddressAndPort()
    {
        for (long index = 0; index < ClientFrames.TUPLES; index += 1_234_567)
        {
            assertEquals(index, ClientFrames.index(ClientFrames.address(index), ClientFrames.port(index)));
            assertTrue(ClientFrames.port(index) >= 1_024);
        }
        assertEquals(65_535, ClientFrames.port(ClientFrames.TUPLES - 1));
    }
}
