package io.fourtuple.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.telemetry.SectionSize;

/** The sums that are made of capacities before memory is taken, at the largest that settings allow. */
class RoomTest
{
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAddUpTheLargestTable(final boolean ipv6)
    {
        Settings settings = Settings.defaults();
        for (final Setting setting : List.of(Setting.MAX_CONNECTIONS_IPV4, Setting.MAX_CONNECTIONS_IPV6,
            Setting.TCP_MAX_TW_BUCKETS, Setting.TCP_MAX_TW_BUCKETS_IPV6, Setting.TCP_MAX_SYN_BACKLOG,
            Setting.TCP_MAX_SYN_BACKLOG_IPV6))
        {
            settings = settings.with(setting, setting.max());
        }
        final AddressFamilyTable.Room room = AddressFamilyTable.Room.of(settings, ipv6);
        final long[] entries = room.sections().stream().mapToLong(SectionSize::entries).toArray();
        // What 28 bits of a reference can number, and no more; half-open ones have none to spare.
        assertEquals(1L << 28, entries[0]);
        assertEquals(1L << 28, entries[1]);
        assertEquals((1L << 28) - 1, entries[2]);
        final long bytes = room.sections().stream().mapToLong(SectionSize::lengthBytes).sum();
        assertTrue(bytes > (ipv6 ? 7L << 33 : 1L << 34), "bytes=" + bytes);
        // The index is for as many as there are of all kinds: an int holds that.
        assertEquals(3L * (1L << 28) - 2, Math.addExact(room.open(), Math.addExact(room.timeWait(), room.halfOpen())));
    }
}
