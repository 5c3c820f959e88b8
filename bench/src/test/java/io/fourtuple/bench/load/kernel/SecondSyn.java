package io.fourtuple.bench.load.kernel;

import static org.junit.jupiter.api.Assertions.*;

import io.fourtuple.telemetry.Counter;

/** What becomes of a kernel's SYN for a 4-tuple that the engine has just closed: what is seen, and what is counted. */
enum SecondSyn
{
    /** Taken, and its timestamp showed that it is new. */
    OPENS,
    /** Taken, though only its sequence number spoke for it. */
    OPENS_BY_SEQUENCE,
    /** Taken as any SYN is: there was no entry. */
    OPENS_WITHOUT_ENTRY,
    /** Answered with an ACK, and that by the kernel's socket with a RST, which ends the entry; the next SYN opens. */
    OPENS_AFTER_RST,
    /** Answered with an ACK, too, but the RST does nothing, and each further SYN finds the same. */
    ANSWERED,
    /** Dropped, and again when it is repeated. */
    SILENCE;

    private static final String TEXT = "the new connection";

    /** Runs the engine until it is decided, and checks. */
    void check(final EngineInNs engine, final EchoingEnd server, final KernelSocket client)
    {
        switch (this)
        {
            case OPENS, OPENS_BY_SEQUENCE -> checkRecycled(engine, server, client);
            case OPENS_WITHOUT_ENTRY ->
            {
                checkTalk(engine, server, client);
                assertEntries(engine, 0, 0, 0, 0);
                assertEquals(1, engine.counter(Counter.TW_SKIPPED), engine::toString);
            }
            case OPENS_AFTER_RST ->
            {
                checkTalk(engine, server, client);
                final int syns = syns(engine);
                assertTrue(syns >= 2, engine::toString);
                assertEntries(engine, 1, 0, 1, syns - 1);
                assertEquals(1, engine.wire().seen(false, WireTap.Seen::isRst).size(), engine::toString);
            }
            case ANSWERED -> checkAnswered(engine, client);
            case SILENCE -> checkSilence(engine, client);
        }
        engine.checkBooks();
    }

    private void checkRecycled(final EngineInNs engine, final EchoingEnd server, final KernelSocket client)
    {
        checkTalk(engine, server, client);
        assertEntries(engine, 1, 1, 0, 0);
        assertEquals(this == OPENS_BY_SEQUENCE ? 1 : 0, engine.counter(Counter.TW_SEQ_ONLY), engine::toString);
        assertEquals(1, engine.wire().seen(false, WireTap.Seen::isSyn).stream().distinct().count(), engine::toString);
    }

    private static void checkTalk(final EngineInNs engine, final EchoingEnd server, final KernelSocket client)
    {
        engine.runUntil("connected", client::isConnected);
        client.write(TEXT);
        engine.runUntil("the echo of: " + TEXT, () -> client.received().length() >= TEXT.length());
        assertEquals(TEXT, client.received(), engine::toString);
        assertEquals(2, server.opened(), engine::toString);
        assertTrue(engine.wire().seen(true, WireTap.Seen::isRst).isEmpty(), engine::toString);
    }

    /**
     * The kernel repeats a SYN at once when it was answered by an ACK that it cannot use, and then after a second:
     * three SYNs and two answers, and more of each where the engine was kept from its CPU meanwhile.
     */
    private static void checkAnswered(final EngineInNs engine, final KernelSocket client)
    {
        engine.runUntil("two RSTs", () -> engine.counter(Counter.TIME_WAIT_RST_DROP) >= 2);
        assertFalse(client.isConnected(), engine::toString);
        assertNull(client.failure(), engine::toString);
        final int syns = syns(engine);
        assertTrue(syns >= 2, engine::toString);
        assertEntries(engine, 1, 0, 0, syns);
        assertEquals(syns - engine.counter(Counter.TW_ACK_SKIPPED),
            engine.wire().seen(true, WireTap.Seen::isBareAck).size(), engine::toString);
        assertEquals(engine.counter(Counter.TIME_WAIT_RST_DROP),
            engine.wire().seen(false, WireTap.Seen::isRst).size(), engine::toString);
    }

    private static int syns(final EngineInNs engine)
    {
        return engine.wire().seen(false, WireTap.Seen::isSyn).size();
    }

    private static void checkSilence(final EngineInNs engine, final KernelSocket client)
    {
        engine.runUntil("two SYNs dropped", () -> engine.counter(Counter.TIME_WAIT_SYN_DROP) >= 2);
        assertFalse(client.isConnected(), engine::toString);
        assertNull(client.failure(), engine::toString);
        assertEntries(engine, 1, 0, 0, syns(engine));
        assertEquals(0, engine.wire().seen(true, segment -> true).size(), engine::toString);
    }

    private static void assertEntries(
        final EngineInNs engine, final int entered, final int recycled, final int killed, final int synsDropped)
    {
        assertEquals(entered, engine.counter(Counter.TW_ENTERED), engine::toString);
        assertEquals(recycled, engine.counter(Counter.TW_RECYCLED), engine::toString);
        assertEquals(killed, engine.counter(Counter.TW_KILLED), engine::toString);
        assertEquals(entered - recycled - killed, engine.counter(Counter.CURR_TIME_WAIT), engine::toString);
        assertEquals(synsDropped, engine.counter(Counter.TIME_WAIT_SYN_DROP), engine::toString);
    }
}
