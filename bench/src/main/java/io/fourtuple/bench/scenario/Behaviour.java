package io.fourtuple.bench.scenario;

/** What an application does with its end of a connection. */
interface Behaviour
{
    /** Takes what comes, and closes when the other has. */
    Behaviour LISTENER = new Behaviour()
    {
    };

    default void onEstablished(final Peer peer)
    {
    }

    default void onData(final Peer peer)
    {
    }

    default void onPeerClosed(final Peer peer)
    {
        peer.close();
    }
}
