package io.fourtuple.table;

import static io.fourtuple.table.ListenerDescriptor.*;

import org.agrona.UnsafeApi;

import io.fourtuple.app.Endpoint;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.telemetry.Section;
import io.fourtuple.telemetry.SectionSize;
import io.fourtuple.telemetry.Telemetry;

/** The listeners' records for other processes; the state machine itself keeps listeners as objects. */
public final class ListenerRecords
{
    /** No record left: the listener is not shown. */
    public static final int NONE = -1;

    private final OffHeapArray records;
    private final int capacity;
    private int end;

    /**
     * @param settings  with the most listeners.
     * @param telemetry whose file gets the records; null for none.
     */
    public ListenerRecords(final Settings settings, final Telemetry telemetry)
    {
        capacity = settings.intValue(Setting.MAX_LISTENERS);
        records = OffHeapArray.zeroed(telemetry, "listeners", new SectionSize(Section.LISTENERS, capacity, SHIFT));
    }

    /**
     * @param settings with the most listeners.
     * @return bytes that their records take.
     */
    public static long neededBytes(final Settings settings)
    {
        return OffHeapArray.neededBytes(settings.intValue(Setting.MAX_LISTENERS), SHIFT);
    }

    /** @return the record's number, or {@link #NONE}. */
    public int add(final Endpoint local, final int backlog)
    {
        int number = 0;
        while (number < capacity && UnsafeApi.getByte(records.address(number) + USED_OFFSET) != 0)
        {
            number++;
        }
        if (number == capacity)
        {
            return NONE;
        }
        final long record = records.address(number);
        UnsafeApi.putByte(record + FAMILY_OFFSET, (byte)(local.family() == Endpoint.ANY_FAMILY ? 0 : local.family()));
        UnsafeApi.putShort(record + PORT_OFFSET, (short)local.port());
        UnsafeApi.putInt(record + BACKLOG_OFFSET, backlog);
        UnsafeApi.putInt(record + WAITING_OFFSET, 0);
        UnsafeApi.putLong(record + ADDRESS_OFFSET, local.hi());
        UnsafeApi.putLong(record + ADDRESS_OFFSET + 8, local.lo());
        UnsafeApi.putByteRelease(null, record + USED_OFFSET, (byte)1);
        end = Math.max(end, number + 1);
        records.touched(end);
        return number;
    }

    /**
     * @param number of the record; {@link #NONE} is ignored.
     * @param count  established connections that the application has not accepted yet.
     */
    public void waiting(final int number, final int count)
    {
        if (number != NONE)
        {
            UnsafeApi.putInt(records.address(number) + WAITING_OFFSET, count);
        }
    }

    /** Removes a listener that has ended. */
    public void remove(final int number)
    {
        if (number != NONE)
        {
            UnsafeApi.putByte(records.address(number) + USED_OFFSET, (byte)0);
            // A reader that sees the record's next listener must not see it marked as used. A volatile store would not order
            // plain stores after it.
            UnsafeApi.storeFence();
        }
    }
}
