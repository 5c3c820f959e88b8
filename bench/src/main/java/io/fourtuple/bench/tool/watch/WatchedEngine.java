package io.fourtuple.bench.tool.watch;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;

import org.agrona.concurrent.errors.ErrorConsumer;

import io.fourtuple.state.RtoCode;
import io.fourtuple.table.ConnectionReader;
import io.fourtuple.table.ConnectionView;
import io.fourtuple.telemetry.EngineStatus;
import io.fourtuple.telemetry.TelemetryFile;

/** One engine, running or not, as its telemetry file shows it. Belongs to one thread. */
public final class WatchedEngine implements AutoCloseable
{
    private final TelemetryFile file;
    private ConnectionReader connections;

    WatchedEngine(final TelemetryFile file)
    {
        this.file = file;
    }

    Path path()
    {
        return file.path();
    }

    EngineIdentity identity()
    {
        return new EngineIdentity(name(), file.pid(), file.startEpochMs());
    }

    /** The engine says its name when it is made; until then its file does, which is named after it. */
    private String name()
    {
        return isStarting() ? file.path().getFileName().toString().replaceFirst("-\\d+(-\\d+)?\\.tel$", "") :
            file.name();
    }

    /** How it is now. */
    EngineLiveness life()
    {
        // Two looks: if it has changed between them, the later one's time is that of the later state.
        final long before = file.statusEpochMs();
        final EngineLiveness life = new EngineLiveness(file.status(), file.statusEpochMs());
        return life.sinceEpochMs() == before ? life : new EngineLiveness(file.status(), file.statusEpochMs());
    }

    double heartbeatAgeSeconds()
    {
        return file.heartbeatAgeNs() / 1e9;
    }

    Map<String, String> properties()
    {
        return file.properties();
    }

    /** Its counters and latencies now. */
    EngineSnapshot read(final long nowNs, final long nowEpochMs)
    {
        return EngineSnapshot.of(file.counters(), life(), file.latencies(), nowNs, nowEpochMs);
    }

    /** @return whether it may go on: neither ended nor killed. */
    public boolean isAlive()
    {
        return life().isAlive();
    }

    /** @return whether it is still being made, and nothing but that can be read; to be opened again later. */
    public boolean isStarting()
    {
        return life().status() == EngineStatus.STARTING;
    }

    /** @return whether it was killed. */
    public boolean isDead()
    {
        return life().status() == EngineStatus.DEAD;
    }

    /** @return whether a reader is to be told how it is: it was killed, or hangs. */
    public boolean isTroubled()
    {
        return isDead() || life().status() == EngineStatus.STALLED;
    }

    /**
     * @param times for the time of its end.
     * @return which engine it is and how it is, as in {@code engine demo (pid 4711) is dead since ...}.
     */
    public String describe(final TimeText times)
    {
        return "engine " + name() + " (pid " + file.pid() + ") is " + life().text(times);
    }

    /** Records that {@link #forEachRow} looks at: for showing progress. */
    long records()
    {
        return connections().records();
    }

    /** Records that {@link #forEachRow} left out because they changed with every look. */
    long omitted()
    {
        return connections == null ? 0 : connections.omitted();
    }

    /**
     * Passes each listener and connection, always in the same object.
     *
     * @param consumer says whether it wants more.
     * @throws io.fourtuple.telemetry.TelemetryException if they are not in the file.
     */
    void forEachRow(final Predicate<SocketRow> consumer)
    {
        final SocketRow row = new SocketRow();
        // Somebody else's text: it must not command the terminal, nor end the quotation marks around it.
        row.engine = name().replaceAll("[^ -~]|[\"\\\\]", "?");
        row.pid = file.pid();
        connections().forEach(view ->
        {
            fill(row, view);
            return consumer.test(row);
        });
    }

    /** Passes each distinct error in the order of their first times; returns how many there were. */
    int forEachError(final ErrorConsumer consumer)
    {
        return file.errors(consumer);
    }

    @Override
    public void close()
    {
        file.close();
    }

    private ConnectionReader connections()
    {
        if (connections == null)
        {
            connections = new ConnectionReader(file);
        }
        return connections;
    }

    private static void fill(final SocketRow row, final ConnectionView view)
    {
        row.state = SsState.of(view.state());
        row.isIpv6 = view.isIpv6();
        row.isAnyFamily = view.isAnyFamily();
        row.localHi = view.localHi();
        row.localLo = view.localLo();
        row.localPort = view.localPort();
        row.remoteHi = view.remoteHi();
        row.remoteLo = view.remoteLo();
        row.remotePort = view.remotePort();
        row.recvQueue = view.recvQueue();
        row.sendQueue = view.sendQueue();
        row.timer = timer(view.timer());
        row.timerMs = view.timerMs();
        row.retries = view.retries();
        row.hasDetails = view.hasDetails();
        row.recordBytes = view.recordBytes();
        row.transferBytes = 0;
        if (view.hasDetails())
        {
            fillDetails(row, view);
        }
    }

    private static void fillDetails(final SocketRow row, final ConnectionView view)
    {
        row.hasTimestamps = view.hasTimestamps();
        row.hasSack = view.hasSack();
        row.sndScale = view.sndScale();
        row.rtoMs = RtoCode.ms(view.rtoCode());
        row.srttUs = view.srttUs();
        row.rttvarUs = view.rttvarUs();
        row.mss = view.mss();
        row.pmtu = view.pmtu();
        row.cwnd = segments(view.cwndBytes(), view.mss());
        row.ssthresh = segments(view.ssthreshBytes(), view.mss());
        row.flightBytes = view.flightBytes();
        row.sndWnd = view.sndWnd();
        row.rcvWnd = view.rcvWnd();
        row.transferBytes = view.transferBytes();
    }

    /** A window of less than a segment lets one go all the same. */
    private static int segments(final int bytes, final int mss)
    {
        return bytes == 0 || mss == 0 ? 0 : Math.max(1, bytes / mss);
    }

    private static SocketRow.Timer timer(final ConnectionView.Timer timer)
    {
        return switch (timer)
        {
            case OFF -> SocketRow.Timer.OFF;
            case RETRANSMIT -> SocketRow.Timer.ON;
            case TIME_WAIT -> SocketRow.Timer.TIMEWAIT;
            case PERSIST -> SocketRow.Timer.PERSIST;
            case KEEPALIVE -> SocketRow.Timer.KEEPALIVE;
        };
    }
}
