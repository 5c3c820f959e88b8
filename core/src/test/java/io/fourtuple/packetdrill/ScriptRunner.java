package io.fourtuple.packetdrill;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

import io.fourtuple.app.Endpoint;
import io.fourtuple.config.Settings;
import io.fourtuple.testing.SentSegment;

/**
 * Runs one script. Events happen in their order at their times; between them the clock goes on by a millisecond at a
 * time, so that whatever the engine does by itself is stamped with when it did it.
 * <pre>
 *   inbound segment, call, command    at their time
 *   outbound segment                  the next one sent, or the next few that are as long together, not earlier and not
 *                                     later than its time allows
 *   blocking call                     asked until it returns, which has to be at its second time
 *   end of the script                 nothing was sent that no one has asked for
 * </pre>
 */
final class ScriptRunner
{
    private static final long STEP_NS = 1_000_000;
    /** How long a segment at {@code *}, any time, is waited for. */
    private static final long ANY_TIME_NS = 600_000_000_000L;
    private static final String LOCAL_IPV4 = "192.168.0.1";
    private static final String REMOTE_IPV4 = "192.0.2.1";
    private static final String LOCAL_IPV6 = "fd3d:a0b:17d6::1";
    private static final String REMOTE_IPV6 = "2001:db8::1";

    /** What became of a script. */
    record Result(int earlyAcks, String abortedBecause)
    {
    }

    private record Blocked(Event event, Call call, long returnsNs)
    {
    }

    private final Script script;
    private final Sysctls sysctls;
    private final long toleranceNs;
    private final List<Blocked> blocked = new ArrayList<>();
    private Host host;
    private Network network;
    private Sockets sockets;
    private Calls calls;
    private long lastNs;
    private int earlyAcks;
    private NotBuilt needed;
    /** As {@link #needed}, but for the answer to the newest inbound segment only. */
    private NotBuilt neededNow;

    private ScriptRunner(final Script script, final Settings settings)
    {
        this.script = script;
        sysctls = new Sysctls(settings);
        toleranceNs = script.toleranceNs();
    }

    /**
     * Runs a script to its end.
     *
     * @param settings of the engine, where the script does not say otherwise.
     * @throws ScriptError at the first thing that is not as the script has it.
     */
    static Result run(final Script script, final Settings settings)
    {
        return new ScriptRunner(script, settings).run();
    }

    private Result run()
    {
        for (final Event event : script.events())
        {
            final Result aborted = step(event);
            if (aborted != null)
            {
                return aborted;
            }
        }
        try
        {
            finishBlocked();
            expectNoMore();
        }
        catch (final ScriptError ex)
        {
            return abortOr(ex);
        }
        return new Result(earlyAcks, null);
    }

    private Result step(final Event event)
    {
        try
        {
            happen(event);
            needed = needed == null ? NotBuilt.of(sysctls) : needed;
            return null;
        }
        catch (final NotBuilt.Needed ex)
        {
            return new Result(earlyAcks, ex.getMessage());
        }
        catch (final ScriptError ex)
        {
            return abortOr(ex);
        }
        catch (final IllegalArgumentException | IllegalStateException ex)
        {
            return abortOr(script.error(event, ex.getMessage()));
        }
    }

    private Result abortOr(final ScriptError error)
    {
        final NotBuilt reason = needed == null ? neededNow : needed;
        if (reason == null)
        {
            throw error;
        }
        return new Result(earlyAcks, reason.reason);
    }

    private void happen(final Event event)
    {
        final Event.Action action = event.action();
        final EventTime time = event.time();
        if (action instanceof Event.Command && ((Event.Command)action).text().startsWith("sysctl") && host == null)
        {
            sysctls.run(((Event.Command)action).text());
            return;
        }
        begin();
        final long fromNs = time.isAny() ? host.scriptNs() : time.relative() ? lastNs + time.fromNs() : time.fromNs();
        final long toNs = time.isAny() ? fromNs : fromNs + time.toNs() - time.fromNs();
        lastNs = fromNs;
        if (action instanceof SegmentSpec && !((SegmentSpec)action).inbound())
        {
            expect(event, (SegmentSpec)action, fromNs, time.isAny() ? fromNs + ANY_TIME_NS : toNs);
            return;
        }
        passUntil(fromNs);
        act(event, action, toNs);
        host.work();
        retryBlocked();
    }

    private void begin()
    {
        if (host != null)
        {
            return;
        }
        final boolean ipv6 = script.isIpv6();
        host = new Host(sysctls.freeze(), script.mtuBytes());
        network = new Network(host, toleranceNs, script.timestampTickNs());
        sockets = new Sockets(host, network,
            Endpoint.of(script.options().getOrDefault("local_ip", ipv6 ? LOCAL_IPV6 : LOCAL_IPV4), 0),
            Endpoint.of(script.options().getOrDefault("remote_ip", ipv6 ? REMOTE_IPV6 : REMOTE_IPV4), 0));
        calls = new Calls(sockets);
    }

    private void act(final Event event, final Event.Action action, final long toNs)
    {
        if (action instanceof SegmentSpec)
        {
            final SegmentSpec segment = (SegmentSpec)action;
            neededNow = network.isBehindLargestWindow(segment) ? NotBuilt.WINDOW_BEYOND_FIELD : null;
            network.inject(segment);
        }
        else if (action instanceof Event.IcmpSpec)
        {
            network.inject((Event.IcmpSpec)action);
        }
        else if (action instanceof Event.Command)
        {
            command(((Event.Command)action).text());
        }
        else if (action instanceof Event.Assertion)
        {
            TcpInfo.check(((Event.Assertion)action).text(), sockets);
        }
        else
        {
            call(event, (Call)action, toNs);
        }
    }

    private void command(final String text)
    {
        if (text.startsWith("sysctl"))
        {
            sysctls.run(text);
        }
        else if (text.startsWith("sockstat"))
        {
            TcpInfo.checkCount(text, sockets);
        }
        else if (!text.equals("tcpdrop -s TIME_WAIT"))
        {
            // tcpdrop cleans up behind a script, which here leaves nothing behind; any other command is a mistake.
            throw new IllegalArgumentException("unknown command");
        }
    }

    private void call(final Event event, final Call call, final long toNs)
    {
        final Call.Outcome outcome = calls.run(call);
        if (outcome == Call.WOULD_BLOCK && event.time().blocking())
        {
            blocked.add(new Blocked(event, call, toNs));
        }
        else
        {
            check(event, call, outcome);
        }
    }

    private void check(final Event event, final Call call, final Call.Outcome outcome)
    {
        if (!call.isMetBy(outcome))
        {
            throw script.error(event, call.name() + " returned " + outcome +
                (outcome == Call.WOULD_BLOCK ? " (it would block)" : ""));
        }
    }

    private void retryBlocked()
    {
        for (final Iterator<Blocked> iterator = blocked.iterator(); iterator.hasNext();)
        {
            final Blocked waiting = iterator.next();
            final Call.Outcome outcome = calls.run(waiting.call);
            if (outcome != Call.WOULD_BLOCK)
            {
                iterator.remove();
                check(waiting.event, waiting.call, outcome);
                checkTime(waiting.event, host.scriptNs(), waiting.returnsNs, waiting.returnsNs);
            }
            else if (host.scriptNs() > waiting.returnsNs + toleranceNs)
            {
                throw script.error(waiting.event, waiting.call.name() + " has not returned");
            }
        }
    }

    private void finishBlocked()
    {
        while (!blocked.isEmpty())
        {
            passUntil(host.scriptNs() + STEP_NS);
        }
    }

    private void passUntil(final long scriptNs)
    {
        while (host.scriptNs() < scriptNs)
        {
            host.pass(Math.min(STEP_NS, scriptNs - host.scriptNs()));
            retryBlocked();
        }
    }

    /**
     * What the engine has sent by now and the script does not have. A script whose last segment is the peer's does not wait
     * for its answer, which may be an ACK; a RST, a FIN or data are more than that.
     */
    private void expectNoMore()
    {
        final boolean isLastInbound = script.isLastSegmentInbound();
        while (host != null && host.link.peek() != null)
        {
            final byte[] frame = host.link.take().bytes();
            if (!isLastInbound || !Network.isPureAck(frame))
            {
                throw script.error(script.events().get(script.events().size() - 1),
                    "the script ends, and the engine has sent " + network.describe(frame));
            }
        }
    }

    private void expect(final Event event, final SegmentSpec wanted, final long fromNs, final long toNs)
    {
        SegmentSpec spec = wanted;
        while (true)
        {
            while (host.link.peek() == null)
            {
                if (host.scriptNs() >= toNs + toleranceNs)
                {
                    throw script.error(event, "the engine has sent nothing");
                }
                passUntil(host.scriptNs() + STEP_NS);
            }
            final TimedLink.Sent sent = host.link.take();
            final SentSegment segment = SentSegment.of(sent.bytes());
            final int length = segment.payload().length;
            // A kernel hands on several segments as one, which is how packetdrill sees them, and scripts have them.
            final boolean isPart = length > 0 && length < spec.length() && !script.isStrictOnSegments();
            final boolean isPushed = segment.flags().contains("P") && spec.flags().contains("P");
            final String difference =
                network.difference(isPart ? spec.first(length, isPushed) : spec, sent.bytes());
            if (difference == null)
            {
                final long sentNs = host.scriptNs() - host.ageNs(sent.timeNs());
                checkTime(event, sentNs, fromNs, toNs);
                if (isPart)
                {
                    spec = spec.behind(length);
                    continue;
                }
                lastNs = event.time().isAny() ? sentNs : fromNs;
                return;
            }
            if (!network.isEarlyAck(spec, sent.bytes()))
            {
                throw script.error(event, difference);
            }
            earlyAcks++;
        }
    }

    private void checkTime(final Event event, final long atNs, final long fromNs, final long toNs)
    {
        if (atNs < fromNs - toleranceNs || atNs > toNs + toleranceNs)
        {
            throw script.error(event, String.format("happened at %.6f, expected at %.6f to %.6f",
                atNs / 1e9, fromNs / 1e9, toNs / 1e9));
        }
    }
}
