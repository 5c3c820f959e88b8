package io.fourtuple.bench.tool.scenario;

import java.util.Arrays;

/** A connection that an application asked for: the end that opened it, and the end that took it, once there is one. */
final class ScenarioConnection
{
    private final int number;
    private final ConnectionSide initiator;
    private ConnectionSide responder;
    private String refusal;

    ScenarioConnection(final int number, final ConnectionSide initiator)
    {
        this.number = number;
        this.initiator = initiator;
    }

    int number()
    {
        return number;
    }

    ConnectionSide initiator()
    {
        return initiator;
    }

    ConnectionSide responder()
    {
        return responder;
    }

    void responder(final ConnectionSide value)
    {
        responder = value;
    }

    void refused(final String why)
    {
        refusal = why;
    }

    boolean isRefusedAtOnce()
    {
        return refusal != null;
    }

    /** Why connect was refused; null if it was not. */
    String refusal()
    {
        return refusal;
    }

    boolean isEstablished()
    {
        return initiator.isEstablished();
    }

    boolean isOver()
    {
        return refusal != null || initiator.isOver() && (responder == null || responder.isOver());
    }

    /** Milliseconds from connect to onEstablished; -1 if it was never established. */
    long openMs()
    {
        return initiator.openMs();
    }

    /** Its outcome, by comparing the bytes that the two applications sent and got. */
    ScenarioOutcome outcome()
    {
        final byte[] none = new byte[0];
        final byte[] answer = responder == null ? none : responder.sent();
        final byte[] asked = responder == null ? none : responder.received();
        if (isSpoiled(initiator.sent(), asked, responder) || isSpoiled(answer, initiator.received(), initiator))
        {
            return ScenarioOutcome.CORRUPTED_ONE;
        }
        final boolean isComplete = responder != null && initiator.isEstablished() && responder.isEstablished() &&
            Arrays.equals(initiator.sent(), asked) && Arrays.equals(answer, initiator.received());
        return isComplete ? ScenarioOutcome.DELIVERED_ONE : ScenarioOutcome.REFUSED_ONE;
    }

    /** Other bytes than those that were sent; or an end in good order before all of them had come. */
    private static boolean isSpoiled(final byte[] sent, final byte[] received, final ConnectionSide receiver)
    {
        final boolean isBeginning = received.length <= sent.length &&
            Arrays.equals(received, Arrays.copyOf(sent, received.length));
        return !isBeginning || receiver != null && receiver.hasSeenEnd() && received.length < sent.length;
    }

    String title()
    {
        final int port = initiator.tuple().local().port();
        return "connection " + number + ", " + initiator.host().name() + (port == 0 ? "" : " port " + port);
    }

    /** The bytes sent and got, and the ending. */
    String describe()
    {
        final StringBuilder text = new StringBuilder(outcome().word());
        if (refusal != null)
        {
            return text.append(": ").append(refusal).toString();
        }
        if (responder != null)
        {
            describeBytes(text, initiator, responder);
            describeBytes(text, responder, initiator);
        }
        text.append("; ").append(initiator.host().name()).append(' ').append(ending(initiator));
        if (responder != null)
        {
            text.append(", ").append(responder.host().name()).append(' ').append(ending(responder));
        }
        return text.toString();
    }

    private static void describeBytes(final StringBuilder text, final ConnectionSide from, final ConnectionSide to)
    {
        final byte[] sent = from.sent();
        final byte[] received = to.received();
        if (sent.length == 0 && received.length == 0)
        {
            return;
        }
        text.append("; ").append(from.host().name()).append(" sent ").append(quoted(sent)).append(", ")
            .append(to.host().name()).append(" got ")
            .append(Arrays.equals(sent, received) ? "the same" : received.length == 0 ? "nothing" : quoted(received));
        if (isSpoiled(sent, received, to))
        {
            text.append(", ").append(wrongBytes(sent, received)).append(" bytes of it wrong");
        }
    }

    private static int wrongBytes(final byte[] sent, final byte[] received)
    {
        int wrong = Math.abs(sent.length - received.length);
        for (int i = 0; i < Math.min(sent.length, received.length); i++)
        {
            wrong += sent[i] == received[i] ? 0 : 1;
        }
        return wrong;
    }

    private static String quoted(final byte[] bytes)
    {
        final int shown = 48;
        final String text = Packet.text(bytes);
        return text.length() <= shown ? '"' + text + '"' :
            bytes.length + " bytes \"" + text.substring(0, shown / 2) + "..." + '"';
    }

    private static String ending(final ConnectionSide peer)
    {
        return peer.isOver() ? peer.ending().name() : "open";
    }
}
