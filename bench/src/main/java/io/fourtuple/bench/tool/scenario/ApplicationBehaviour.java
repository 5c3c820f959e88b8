package io.fourtuple.bench.tool.scenario;

/** An application's part in a scenario: its reactions to the events of one end of a connection. */
interface ApplicationBehaviour
{
    /** Takes all data, and closes when the peer has. */
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
