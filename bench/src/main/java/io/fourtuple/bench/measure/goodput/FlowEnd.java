package io.fourtuple.bench.measure.goodput;

import io.fourtuple.link.Link;

/** One end of the measured flow. It begins either to send or to receive, and is closed before the next measurement. */
interface FlowEnd extends AutoCloseable
{
    /** Port of the receiver. */
    int PORT = 5_001;

    /** @return what the relay joins to the network; belongs to the relay's thread. */
    Link link();

    /** Waits for the sender. */
    void receive();

    /** Connects to the receiver, and sends without an end. */
    void send();

    /** Lets an end work that has no thread of its own; called by the relay's. */
    int work();

    /** @return bytes that the application has received and found right. */
    long received();

    /** @return why the flow is broken, or null. */
    String failure();

    @Override
    void close();
}
