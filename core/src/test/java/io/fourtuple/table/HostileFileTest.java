package io.fourtuple.table;

import static org.junit.jupiter.api.Assertions.*;

import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.telemetry.FileCounters;
import io.fourtuple.telemetry.FileSection;
import io.fourtuple.telemetry.Section;
import io.fourtuple.telemetry.Telemetry;
import io.fourtuple.telemetry.TelemetryException;
import io.fourtuple.telemetry.TelemetryFile;
import io.fourtuple.testing.EngineFixture;
import io.fourtuple.testing.OneJdk;

/**
 * Files that somebody has broken, by accident or to do harm: a reader ends with a {@link TelemetryException} or a reading of
 * no harm, whatever is in them. In a process of its own, without Agrona's bounds checks as the launcher runs it, since what is
 * tested for would end it: reading what is not there, gigabytes of heap, no end.
 */
class HostileFileTest
{
    private static final int FILES = 1_500;
    /** The limit for a test that takes ten seconds on a machine that does nothing else. */
    private static final int TIMEOUT_SECONDS = 600;
    private static final int HEADER_BYTES = 4_096;
    private static final int DIRECTORY_OFFSET = 192;
    private static final int[] ODD = {
        0, 1, -1, 2, 7, 15, 16, 31, 63, 64, 512, 4_095, 4_096, 1 << 16, 1 << 20, 1 << 28, 1 << 30, Integer.MAX_VALUE,
        Integer.MAX_VALUE - 7, Integer.MIN_VALUE, -4_096, 0x7FFF_F000};

    @TempDir
    private Path directory;

    /** Sink of the values read of each file; never looked at. */
    private long sum;

    @OneJdk
    @Test
    void shouldSurviveFilesWithBytesThatAnybodyMayHaveChanged() throws Exception
    {
        final EngineFixture fixture = EngineFixture.with(false, EngineFixture.smallSettings())
            .telemetry(Telemetry.create(directory, "fixture")).build().synRcvd();
        fixture.inject(".", 1, 1);
        fixture.send(0, 100);
        assertEquals(1, fixture.counters.get(Counter.ESTABLISHED));
        final Path original = directory.resolve("original");
        Files.copy(TelemetryFile.list(directory).get(0), original);
        runAlone("fuzz", original.toString(), "42", Integer.toString(FILES));
    }

    private enum Cut
    {
        ALL(0), HEADER_LEFT(HEADER_BYTES), HALF(1 << 17);

        final long length;

        Cut(final long length)
        {
            this.length = length;
        }
    }

    @ParameterizedTest
    @EnumSource(Cut.class)
    void shouldSayThatAFileWasMadeShorterWhileItIsRead(final Cut cut) throws Exception
    {
        final EngineFixture fixture = EngineFixture.with(false, EngineFixture.smallSettings())
            .telemetry(Telemetry.create(directory, "fixture")).build().synRcvd();
        final Path original = directory.resolve("original.tel");
        Files.copy(TelemetryFile.list(directory).get(0), original);
        assertEquals(1, fixture.counters.get(Counter.SYN_QUEUED));
        runAlone("cut", original.toString(), Long.toString(cut.length));
    }

    @Test
    void shouldKeepMappedWhatSomebodyHoldsOnTo() throws Exception
    {
        final EngineFixture fixture = EngineFixture.with(false, EngineFixture.smallSettings())
            .telemetry(Telemetry.create(directory, "fixture")).build().synRcvd();
        final Path original = directory.resolve("original.tel");
        Files.copy(TelemetryFile.list(directory).get(0), original);
        assertEquals(1, fixture.counters.get(Counter.SYN_QUEUED));
        runAlone("hold", original.toString());
    }

    private void runAlone(final String... arguments) throws Exception
    {
        final ProcessBuilder builder = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED", "-Xmx64m", "-XX:+UseSerialGC",
            "-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=" + directory.resolve("crash"),
            "-Dagrona.disable.bounds.checks=true", "-cp", System.getProperty("java.class.path"),
            HostileFileTest.class.getName());
        builder.command().addAll(Arrays.asList(arguments));
        final Process process =
            builder.redirectErrorStream(true).redirectOutput(directory.resolve("said").toFile()).start();
        try
        {
            assertTrue(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS), "it does not end: " + said());
            assertEquals(0, process.exitValue(), said());
        }
        finally
        {
            process.destroyForcibly();
        }
    }

    private String said() throws IOException
    {
        final String text = Files.readString(directory.resolve("said"));
        return text.substring(Math.max(0, text.length() - 4_000));
    }

    /** Called in the other process. */
    public static void main(final String[] args) throws IOException
    {
        final HostileFileTest test = new HostileFileTest();
        final Path original = Path.of(args[1]);
        if (args[0].equals("cut"))
        {
            test.cut(original, Long.parseLong(args[2]));
            return;
        }
        if (args[0].equals("hold"))
        {
            test.hold(original);
            return;
        }
        final byte[] valid = Files.readAllBytes(original);
        final int files = Integer.parseInt(args[3]);
        int refused = 0;
        for (int i = 0; i < files; i++)
        {
            final long seed = Long.parseLong(args[2]) + i;
            System.out.println("seed=" + seed);
            final Path path = Files.write(
                original.resolveSibling("hostile.tel"), broken(valid.clone(), new SplittableRandom(seed)));
            refused += test.isRead(path) ? 0 : 1;
        }
        System.out.println("refused=" + refused + " sum=" + test.sum);
        if (refused < files / 20 || refused > files * 19 / 20)
        {
            throw new IllegalStateException("these files test little: refused=" + refused + " of " + files);
        }
    }

    private static byte[] broken(final byte[] bytes, final SplittableRandom random)
    {
        final ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        final int changes = 1 << random.nextInt(8);
        final int where = random.nextInt(6);
        for (int i = 0; i < changes; i++)
        {
            final int at = switch (where)
            {
                case 0 -> random.nextInt(HEADER_BYTES / 4) * 4;
                case 1 -> DIRECTORY_OFFSET + random.nextInt(14 * 64 / 4) * 4;
                // Lengths: of labels, of errors, in the sections that they are in.
                case 2 -> start(buffer, Section.COUNTER_LABELS) + random.nextInt(100) * 512 + random.nextInt(2) * 128;
                case 3 -> start(buffer, Section.ERRORS) + random.nextInt(200) * 8;
                case 4 -> start(buffer, Section.CONNECTIONS_IPV4) + random.nextInt(200) * 4;
                default -> random.nextInt(bytes.length / 4) * 4;
            };
            if (at >= 0 && at <= bytes.length - 4)
            {
                buffer.putInt(at, random.nextBoolean() ? ODD[random.nextInt(ODD.length)] : random.nextInt());
            }
        }
        return random.nextInt(20) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }

    /** Where a section is, while the directory is whole. */
    private static int start(final ByteBuffer file, final Section section)
    {
        for (int entry = DIRECTORY_OFFSET; entry < HEADER_BYTES; entry += 64)
        {
            if (file.getInt(entry) == section.id())
            {
                return (int)file.getLong(entry + 8);
            }
        }
        return 0;
    }

    private boolean isRead(final Path path)
    {
        try (TelemetryFile file = TelemetryFile.open(path))
        {
            readAll(file);
            return true;
        }
        catch (final TelemetryException ex)
        {
            sum += ex.getMessage().length();
            return false;
        }
    }

    private void readAll(final TelemetryFile file)
    {
        sum += file.name().length() + file.pid() + file.status().ordinal() + file.statusEpochMs() +
            file.properties().toString().length() + file.settings().toString().length();
        for (final Counter counter : Counter.ALL)
        {
            sum += file.counters().get(counter);
        }
        file.counters().forEach((label, kind, meaning, value) -> sum += label.length() + meaning.length() + value);
        sum += file.errors((count, firstMs, lastMs, text) -> sum += count + text.length());
        file.latencies().forEach(reading -> sum += reading.label().length() + reading.total().max());
        final ConnectionReader reader = new ConnectionReader(file);
        sum += reader.records() + reader.forEach(view ->
        {
            sum += view.localHi() + view.remoteLo() + view.localPort() + view.state().ordinal() + view.sendQueue() +
                view.timer().ordinal() + view.timerMs() + view.retries();
            return true;
        });
    }

    private void cut(final Path path, final long length) throws IOException
    {
        try (TelemetryFile file = TelemetryFile.open(path))
        {
            readAll(file);
            final ConnectionReader reader = new ConnectionReader(file);
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE))
            {
                channel.truncate(length);
            }
            mustFail(() -> reader.forEach(view -> true));
            mustFail(file::status);
            mustFail(file::counters);
            mustFail(file::settings);
            mustFail(file::latencies);
            mustFail(() -> file.errors((count, firstMs, lastMs, text) -> { }));
        }
    }

    /** The owner of a section, or of counters, may have let go of the file or the telemetry that they are of. */
    private void hold(final Path path)
    {
        // Each from a method of its own: a variable here would keep what is to become garbage.
        final FileSection section = sectionOf(path);
        final FileCounters fileCounters = countersOf(path);
        final Counters counters = countersOfEnded(path.getParent());
        collect();
        counters.increment(Counter.SYN_QUEUED);
        if (section.touched() != 1 || fileCounters.get(Counter.SYN_QUEUED) != 1 ||
            counters.get(Counter.SYN_QUEUED) != 1)
        {
            throw new IllegalStateException("touched=" + section.touched() + " counted=" +
                fileCounters.get(Counter.SYN_QUEUED) + " " + counters.get(Counter.SYN_QUEUED));
        }
    }

    private static FileSection sectionOf(final Path path)
    {
        try (TelemetryFile file = TelemetryFile.open(path))
        {
            return file.section(Section.HALF_OPEN_IPV4);
        }
    }

    private static FileCounters countersOf(final Path path)
    {
        try (TelemetryFile file = TelemetryFile.open(path))
        {
            return file.counters();
        }
    }

    private static Counters countersOfEnded(final Path directory)
    {
        final Telemetry telemetry = Telemetry.create(directory, "timewait");
        telemetry.close();
        return telemetry.counters();
    }

    /** Until what is garbage has been unmapped: the memory of a buffer that is known to be garbage is given back. */
    private static void collect()
    {
        final AtomicBoolean isCollected = new AtomicBoolean();
        Cleaner.create().register(new Object(), () -> isCollected.set(true));
        for (int i = 0; i < 5 || !isCollected.get(); i++)
        {
            System.gc();
            Thread.onSpinWait();
        }
    }

    private static void mustFail(final Runnable read)
    {
        try
        {
            read.run();
        }
        catch (final TelemetryException ex)
        {
            if (ex.getMessage().contains("shorter"))
            {
                return;
            }
            throw ex;
        }
        throw new IllegalStateException("read what is not there any more");
    }
}
