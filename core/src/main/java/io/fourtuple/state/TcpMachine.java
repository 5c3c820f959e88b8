package io.fourtuple.state;

import java.util.function.LongSupplier;

import org.agrona.ErrorHandler;

import io.fourtuple.app.Tcp;
import io.fourtuple.config.LocalAddresses;
import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;
import io.fourtuple.link.Link;
import io.fourtuple.table.ConnectionTable;
import io.fourtuple.telemetry.Counter;
import io.fourtuple.telemetry.Counters;
import io.fourtuple.telemetry.LatencyRecorders;
import io.fourtuple.telemetry.Telemetry;
import io.fourtuple.wire.IpDescriptor;
import io.fourtuple.wire.Segment;

/**
 * The state machine as a loop sees it: segments, time and user calls go in, segments and calls of applications come out.
 * Single-threaded; takes all its memory when it is made.
 */
public final class TcpMachine
{
    private static final int MIN_COMPACT_LIMIT = 256;

    final Context context;
    private final SegmentArrives segmentArrives;
    private final IcmpArrives icmpArrives;
    private final TimeOuts timeOuts;
    private final MemoryWaits memoryWaits;
    private final DelayedAcks delayedAcks;
    private final OutputList outputList;
    private final HandlerCalls handlerCalls;
    private final Connections connections;
    private final TimeWaitConnections timeWaits;
    final HalfOpenConnections halfOpens;
    private final UserCalls userCalls;
    private final long[] ipv4Hashes = new long[ConnectionTable.MAX_TOUCHED];
    private final long[] ipv6Hashes = new long[ConnectionTable.MAX_TOUCHED];
    private final int compactLimit;
    private long sweepsCounted;

    /**
     * @param settings  capacities.
     * @param recorders the latencies recorded.
     * @return off-heap memory that such a machine takes in all, in bytes.
     */
    public static long neededBytes(final Settings settings, final LatencyRecorders recorders)
    {
        return Tables.neededBytes(settings) + ConnectionLatencies.neededBytes(settings, recorders);
    }

    /**
     * @param settings  capacities.
     * @param recorders the latencies recorded.
     * @return off-heap memory that such a machine writes when it is made, in bytes; the system gives the rest when needed.
     */
    public static long touchedBytes(final Settings settings, final LatencyRecorders recorders)
    {
        return Tables.touchedBytes(settings) + ConnectionLatencies.neededBytes(settings, recorders);
    }

    /**
     * @param settings       capacities and tunables.
     * @param localAddresses the engine's own.
     * @param link           takes the segments.
     * @param telemetry      has the counters, and shows the connections.
     * @param random         source of secrets.
     * @param errorHandler   told what handlers throw.
     * @param strategies     for this machine alone.
     * @param timing         latency recorders, and their clock.
     */
    public TcpMachine(
        final Settings settings,
        final LocalAddresses localAddresses,
        final Link link,
        final Telemetry telemetry,
        final LongSupplier random,
        final ErrorHandler errorHandler,
        final Strategies strategies,
        final Timing timing)
    {
        context = new Context(settings, localAddresses, telemetry, random, errorHandler, strategies, timing);
        final Counters counters = context.counters;
        final Clock clock = context.clock;
        final Tables tables = context.tables;
        final Transfers transfers = context.transfers;
        final ConnectionLatencies latencies = context.latencies;
        compactLimit = Math.max(MIN_COMPACT_LIMIT, settings.intValue(Setting.RECEIVE_BATCH));
        final Handlers handlers = context.handlers;
        final Listeners listeners = new Listeners(tables.table, context.windows.ofSyn(), settings.intValue(Setting.MAX_LISTENERS));
        handlerCalls = new HandlerCalls(counters, context.errors, latencies, handlers);

        delayedAcks = new DelayedAcks(settings, counters, clock, tables, context.rtt, context.windows);
        final SackBlocks sackBlocks = new SackBlocks(counters, transfers);
        final SegmentWriter writer = new SegmentWriter(
            settings, link, counters, clock, tables.sendMemory, context.secrets, context.windows, sackBlocks,
            delayedAcks);
        final Scoreboard board = new Scoreboard(context);
        final ConnectionTimer timer = new ConnectionTimer(context, board);
        final CongestionWindow congestion = new CongestionWindow(context);
        final Output output = new Output(context, congestion, board, writer, timer, delayedAcks);
        outputList = output.list();
        final LossRecovery recovery =
            new LossRecovery(context, congestion, board, writer, timer, output);
        final InvalidAckLimit invalidAcks = new InvalidAckLimit(settings, counters, clock);
        final Refusals refusals = new Refusals(counters, writer, output,
            new ResetLimit(settings, counters, clock, context.secrets), invalidAcks);

        timeWaits =
            new TimeWaitConnections(settings, counters, clock, tables, context.timeWaitPolicy, writer, invalidAcks);
        connections = new Connections(context, handlerCalls, writer, timer, timeWaits);
        halfOpens = new HalfOpenConnections(context, listeners, writer);

        final SegmentText segmentText = new SegmentText(
            context, output, delayedAcks, refusals, connections, handlerCalls, sackBlocks,
            new Reassembly(transfers, tables.receiveMemory, sackBlocks, output));
        final AckField ackField = new AckField(context, outputList, recovery, timer, handlerCalls);
        final HandshakeCompletion handshakeCompletion =
            new HandshakeCompletion(context, writer, refusals, connections, handlerCalls, segmentText, halfOpens);
        final ListenState listenState = new ListenState(
            context, listeners, writer, refusals, halfOpens, handshakeCompletion, handlerCalls);
        final StateRules states = new StateRules(
            listenState,
            new SynSentState(context, writer, refusals, outputList, connections, handlerCalls, segmentText),
            new SynRcvdState(counters, clock, tables.table, refusals, invalidAcks, halfOpens, handshakeCompletion),
            new TimeWaitState(context, listeners, refusals, timeWaits, listenState));
        segmentArrives =
            new SegmentArrives(context, writer, connections, segmentText, ackField, refusals, new Ecn(context, congestion, delayedAcks), states);
        icmpArrives = new IcmpArrives(context, writer, recovery, connections, halfOpens);

        timeOuts = new TimeOuts(context, writer, timer, output, recovery, connections, handlerCalls);
        memoryWaits = new MemoryWaits(settings, counters, clock, tables, transfers, connections, handlerCalls);
        final ActiveOpen activeOpen = new ActiveOpen(context, writer, connections, timeWaits);
        final ListenCalls listenCalls =
            new ListenCalls(settings, tables, listeners, handlers, connections, halfOpens);
        final OptionCalls optionCalls = new OptionCalls(handlers, connections, timer, delayedAcks, outputList,
            new ConnectionInfo(context, writer, delayedAcks, timer));
        userCalls = new UserCalls(context, listenCalls, activeOpen, optionCalls, output, connections, handlerCalls);
        handlerCalls.wire(connections, userCalls);
    }

    /**
     * @return whether an application is being called.
     */
    public boolean isCalling()
    {
        return handlerCalls.isCalling();
    }

    /** Tells the application of a failure of a user's code, and counts it; throws nothing. */
    public void report(final Throwable ex)
    {
        context.errors.onError(ex);
    }

    /**
     * Asks whether a link can carry connections of these addresses, before any memory is taken for them.
     *
     * @throws IllegalArgumentException if its MTU is below 88 bytes, or below 1,280 with IPv6 addresses.
     */
    public static void checkLink(final Link link, final LocalAddresses localAddresses)
    {
        SegmentWriter.checkMtu(link.mtuBytes(), localAddresses);
    }

    /** The time of this cycle, in milliseconds of the loop's clock. */
    public int nowMs()
    {
        return context.clock.nowMs;
    }

    /** Sets the time of this cycle. */
    public void time(final long nowNs)
    {
        context.clock.time(nowNs);
    }

    /**
     * Hashes the 4-tuples of segments that are about to {@linkplain #segmentArrives(Segment) arrive}, and has their
     * connections loaded from memory.
     *
     * @param segments of a batch; those that are no TCP, or were {@linkplain Segment#dismiss() dismissed}, are passed over.
     * @param count    how many of them, at most {@link ConnectionTable#MAX_TOUCHED}.
     */
    public void prepare(final Segment[] segments, final int count)
    {
        final ConnectionTable table = context.tables.table;
        int ipv4Count = 0;
        int ipv6Count = 0;
        for (int i = 0; i < count; i++)
        {
            final Segment segment = segments[i];
            if (segment.protocol() != IpDescriptor.PROTOCOL_TCP)
            {
                // It is never looked up, and those behind it would no longer come in the order in which they were touched.
                continue;
            }
            final long hash = table.hash(segment.tuple());
            segment.hash(hash);
            if (segment.isIpv6())
            {
                ipv6Hashes[ipv6Count++] = hash;
            }
            else
            {
                ipv4Hashes[ipv4Count++] = hash;
            }
        }
        table.touch(false, ipv4Hashes, ipv4Count);
        table.touch(true, ipv6Hashes, ipv6Count);
    }

    /**
     * Takes a segment that passed the border check and was {@linkplain #prepare prepared}.
     *
     * @return its outcome.
     */
    public Counter segmentArrives(final Segment segment)
    {
        return segmentArrives.arrives(segment);
    }

    /**
     * Takes an ICMP packet that passed the border check of the IP layer.
     *
     * @return its outcome.
     */
    public Counter icmpArrives(final Segment packet)
    {
        return icmpArrives.arrives(packet);
    }

    /**
     * Serves connections whose deadline has come, and those that wait for memory.
     *
     * @param limit most timer entries looked at. Of entries in TIME_WAIT, and of half-open ones, most are 256, about 20 us, or
     *              as many as there are frames in a batch, so that no more can be made than end.
     * @return how many were.
     */
    public int timeOuts(final int limit)
    {
        final int nowMs = context.clock.nowMs;
        final Tables tables = context.tables;
        final int looked = tables.timers.poll(nowMs, limit, timeOuts) +
            tables.timeWaitQueues.poll(nowMs, compactLimit, timeWaits) +
            tables.halfOpenQueues.poll(nowMs, compactLimit, halfOpens) + memoryWaits.serve() +
            delayedAcks.poll(limit);
        final long sweeps = tables.timers.sweeps();
        if (sweeps != sweepsCounted)
        {
            context.counters.add(Counter.TIMER_SWEEPS, sweeps - sweepsCounted);
            sweepsCounted = sweeps;
        }
        return looked;
    }

    /**
     * Sends what has gathered in this cycle.
     *
     * @return for how many connections.
     */
    public int output()
    {
        connections.tellEnds();
        timeWaits.flush();
        return outputList.flush();
    }

    /**
     * @return how many SYNs were answered for the first time since the last call; 0 if that is not recorded.
     */
    public long takeSynAcks()
    {
        return context.latencies.takeSynAcks();
    }

    /** The user calls. */
    public Tcp userCalls()
    {
        return userCalls;
    }

    /**
     * @return whether it was told to drain and every connection has ended.
     */
    public boolean isDrained()
    {
        return context.draining && userCalls.openConnections() == 0;
    }

    /** Ends every connection, by RST where the peer knows of it. */
    public void abortAll()
    {
        connections.abortAll();
        timeWaits.endAll();
        halfOpens.endAll();
    }

    /**
     * @return off-heap memory taken, in bytes.
     */
    public long memoryBytes()
    {
        return context.tables.sizeBytes() + context.latencies.sizeBytes();
    }
}
