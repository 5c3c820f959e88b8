package io.fourtuple.goodput;

import io.fourtuple.app.Tcp;

/** Sends nothing, keeps its output open, and compares what it receives with the pattern. */
final class Receiver extends Sender
{
    Receiver()
    {
        super(0);
    }

    @Override
    public void onEstablished(final Tcp tcp, final long id)
    {
        connection = id;
    }
}
