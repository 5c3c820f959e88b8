package io.fourtuple.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.link.RingLink;
import io.fourtuple.table.OffHeapArray;
import io.fourtuple.telemetry.LatencyRecorders;
import io.fourtuple.telemetry.MemoryProgress;
import io.fourtuple.telemetry.Telemetry;

/** An engine's memory is known, refused and told of before it is taken. */
@Isolated("the limit of memory, and what is taken of it, are the whole JVM's")
class EngineMemoryTest
{
    /** Garbage of other tests is given back at any time: then it is measured once more. */
    private static final int TRIES = 200;
    /** Each piece of memory may begin up to a cache line later. */
    private static final long PADDING = 2_048;
    private static final long MIB = 1 << 20;

    /** Messages of this thread's engines. */
    private static final class Heard implements MemoryProgress.Listener
    {
        private final Thread thread = Thread.currentThread();
        private final List<String> calls = new ArrayList<>();
        private long begun;
        private long touched;
        private long largest;

        @Override
        public void onBegin(final long bytes)
        {
            if (Thread.currentThread() == thread)
            {
                calls.add("begin");
                begun += bytes;
            }
        }

        @Override
        public void onTouched(final long bytes)
        {
            if (Thread.currentThread() == thread)
            {
                touched += bytes;
                largest = Math.max(largest, bytes);
            }
        }

        @Override
        public void onEnd()
        {
            if (Thread.currentThread() == thread)
            {
                calls.add("end");
            }
        }
    }

    private final Heard heard = new Heard();

    @BeforeEach
    void hear()
    {
        MemoryProgress.listener(heard);
    }

    @AfterEach
    void noLimit()
    {
        MemoryProgress.listener(null);
        System.clearProperty(OffHeapArray.LIMIT_PROPERTY);
    }

    private static Settings settings(final long scale)
    {
        return Settings.defaults()
            .with(Setting.MAX_CONNECTIONS_IPV4, 1_001 * scale).with(Setting.MAX_CONNECTIONS_IPV6, 303 * scale)
            .with(Setting.TCP_MAX_TW_BUCKETS, 5_005 * scale).with(Setting.TCP_MAX_TW_BUCKETS_IPV6, 707 * scale)
            .with(Setting.TCP_MAX_SYN_BACKLOG, 1_111 * scale).with(Setting.TCP_MAX_SYN_BACKLOG_IPV6, 99 * scale)
            .with(Setting.MAX_TRANSFERS, 77 * scale).with(Setting.SEND_MEMORY, 65_536 * scale)
            .with(Setting.RECEIVE_MEMORY, 70_000 * scale)
            .with(Setting.MAX_LISTENERS, 9 * scale);
    }

    private static Engine engine(final Settings settings, final LatencyRecorders latencies, final Telemetry telemetry)
    {
        return new Engine(new EngineConfig(RingLink.pair(1 << 16, 1_500)[0]).settings(settings).latencies(latencies)
            .telemetry(telemetry));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 13, 400})
    void shouldNeedWhatItTakes(final long scale)
    {
        for (final LatencyRecorders latencies : List.of(LatencyRecorders.off(), LatencyRecorders.all()))
        {
            final long needed = Engine.neededBytes(settings(scale), latencies);
            long taken = -1;
            for (int i = 0; i < TRIES && taken != needed; i++)
            {
                final long before = OffHeapArray.takenBytes();
                final Engine engine = engine(settings(scale), latencies, Telemetry.inMemory());
                taken = OffHeapArray.takenBytes() - before;
                engine.onClose();
            }
            assertEquals(needed, taken, "what a class takes and what its neededBytes says differ");
        }
    }

    @Test
    void shouldTellHowFarItIs(@TempDir final Path folder)
    {
        for (final Telemetry telemetry : List.of(Telemetry.inMemory(), Telemetry.create(folder, "told")))
        {
            final long touchedBefore = heard.touched;
            heard.begun = 0;
            heard.calls.clear();
            engine(settings(400), LatencyRecorders.all(), telemetry).onClose();
            assertEquals(List.of("begin", "end"), heard.calls);
            final long touched = heard.touched - touchedBefore;
            assertTrue(heard.begun > 40 * MIB, "begun=" + heard.begun);
            // Sections of a file end at a page.
            final long padding = PADDING + (telemetry.path() == null ? 0 : 16 * 4_096);
            assertTrue(Math.abs(heard.begun - touched) <= padding, "begun=" + heard.begun + " touched=" + touched);
            assertTrue(heard.largest <= 16 * MIB, "largest=" + heard.largest);
        }
    }

    /** A table in a telemetry file was there, in /dev/shm, before it was found to be too large. */
    @Test
    void shouldTakeNothingOfWhatIsTooMuchInAll(@TempDir final Path folder)
    {
        System.setProperty(OffHeapArray.LIMIT_PROPERTY, "100m");
        // The table alone has room.
        final Settings settings = settings(1).with(Setting.MAX_CONNECTIONS_IPV4, 500_000)
            .with(Setting.SEND_MEMORY, 100 * MIB);
        final Telemetry telemetry = Telemetry.create(folder, "too-large");
        final long touchedBefore = heard.touched;
        final String message = assertThrows(OutOfMemoryError.class,
            () -> engine(settings, LatencyRecorders.off(), telemetry)).getMessage();
        assertEquals(touchedBefore, heard.touched, "it was touched, or made as a file");
        final long needed = Engine.neededBytes(settings, LatencyRecorders.off());
        assertTrue(message.matches("off-heap memory: " + (needed + MIB - 1) / MIB + " MiB are needed, \\d+ of 100 MiB are " +
            "taken: needed=" + needed + " taken=\\d+ limit=" + 100 * MIB + " \\(fourtuple.max.memory\\)"), message);
        assertEquals(List.of(), List.of(folder.toFile().list()), "its file is gone");
        assertEquals("end", heard.calls.get(heard.calls.size() - 1));
    }
}
