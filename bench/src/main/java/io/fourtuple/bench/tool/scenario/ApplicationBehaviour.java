package io.fourtuple.bench.tool.scenario;

/** What an application does with its end of a connection. */
interface ApplicationBehaviour
{
    /** Takes what comes, and closes when the other has. */
    ApplicationBehaviour LISTENER = new ApplicationBehaviour()
    {
    };

    default void onEstablished(final ConnectionSide peer)
    {
    }

    default void onData(final ConnectionSide peer)
    {
    }

    default void onPeerClosed(final ConnectionSide peer)
    {
        peer.close();
    }
}
