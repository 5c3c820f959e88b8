package io.fourtuple.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.app.Tcp;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.SentSegment;

/** Settings at the ends of their ranges, alone and together: connections live and end, and nothing is thrown. */
class ExtremeSettingsTest
{
    private static final long STEP_NS = 10_000_000_000L;
    /** Longer than the longest waits of one connection after each other, in steps. */
    private static final int STEPS = 2_000;
    /** Settings that would take more memory than a test may have. */
    private static final Map<Setting, Long> MOST = new EnumMap<>(Map.of(
        Setting.MAX_CONNECTIONS_IPV4, 5_000L, Setting.MAX_CONNECTIONS_IPV6, 5_000L, Setting.MAX_TRANSFERS, 5_000L,
        Setting.SEND_MEMORY, 4L << 20, Setting.RECEIVE_MEMORY, 4L << 20, Setting.TCP_MAX_TW_BUCKETS, 5_000L,
        Setting.TCP_MAX_TW_BUCKETS_IPV6, 5_000L,
        Setting.TCP_MAX_SYN_BACKLOG, 5_000L, Setting.TCP_MAX_SYN_BACKLOG_IPV6, 5_000L));

    private static long end(final Setting setting, final boolean isMax)
    {
        return isMax ? Math.min(setting.max(), MOST.getOrDefault(setting, Long.MAX_VALUE)) : setting.min();
    }

    private static boolean hasPorts(final Settings settings)
    {
        return settings.get(Setting.IP_LOCAL_PORT_MIN) <= settings.get(Setting.IP_LOCAL_PORT_MAX);
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void shouldLiveWithEachSettingAtItsEnds(final Setting setting)
    {
        for (final boolean isMax : new boolean[]{false, true})
        {
            final Settings settings = EngineFixture.smallSettings().with(setting, end(setting, isMax));
            if (hasPorts(settings))
            {
                live(false, settings);
                live(true, settings);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLiveWithAllSettingsAtTheSameEnd(final boolean isMax)
    {
        Settings settings = EngineFixture.smallSettings();
        for (final Setting setting : Setting.values())
        {
            settings = settings.with(setting, end(setting, isMax));
        }
        live(false, settings);
        live(true, settings);
    }

    @Test
    void shouldLiveWithEndsOfSettingsTogether()
    {
        final SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 60; i++)
        {
            Settings settings = EngineFixture.smallSettings();
            for (final Setting setting : Setting.values())
            {
                settings = settings.with(setting, end(setting, random.nextBoolean()));
            }
            if (hasPorts(settings))
            {
                live(random.nextBoolean(), settings);
            }
        }
    }

    private static void live(final boolean ipv6, final Settings settings)
    {
        final EngineFixture fixture = EngineFixture.of(ipv6, settings);
        fixture.tcp.listen(fixture.local, fixture.handler);
        passive(fixture, 1, true);
        passive(fixture, 2, false);
        final long active = fixture.tcp.connect(fixture.tuple().localPort(0), fixture.handler, 0);
        assertTrue(active > 0 || active == Tcp.TABLE_FULL || active == Tcp.NO_PORT_FREE, "connect: " + active);
        for (int i = 0; i < STEPS && fixture.counter(Counter.CURR_OPEN) > 0; i++)
        {
            fixture.sleepNs(STEP_NS);
            fixture.engine.doWork();
            fixture.engine.doWork();
            discard(fixture);
        }
        assertEquals(List.of(), fixture.errors, settings::toString);
        assertEquals(0, fixture.counter(Counter.CURR_OPEN), () -> fixture.counters + "\n" + settings);
        fixture.assertCountersAddUp();
        fixture.engine.onClose();
        assertEquals(List.of(), fixture.errors, settings::toString);
    }

    /** Handshake, data in both directions, the close; what the peer sends then is its ACK, or nothing. */
    private static void passive(final EngineFixture fixture, final int number, final boolean acknowledges)
    {
        fixture.peerIss = number * 1_000_000;
        fixture.inject(fixture.segment("S", 0, 0).mss(1_460).windowScale(14));
        final byte[] synAck = fixture.link.take();
        if (synAck == null)
        {
            return;
        }
        fixture.iss = SentSegment.of(synAck).seq();
        fixture.inject(".", 1, 1);
        fixture.inject(fixture.segment("P.", 1, 1).payload(500));
        final long id = fixture.handler.connection;
        final int sent = Math.max(0, fixture.tcp.send(id, new UnsafeBuffer(new byte[3_000]), 0, 3_000));
        fixture.tcp.receiveWindow(id, Integer.MAX_VALUE);
        fixture.work();
        fixture.tcp.close(id, acknowledges ? Integer.MAX_VALUE : -1);
        fixture.work();
        if (acknowledges)
        {
            fixture.inject(".", 501, 1 + sent);
            fixture.inject(".", 501, 2 + sent);
            fixture.inject("F.", 501, 2 + sent);
        }
        discard(fixture);
    }

    private static void discard(final EngineFixture fixture)
    {
        while (fixture.link.hasSent())
        {
            fixture.link.take();
        }
    }
}
