package io.fourtuple.bench.tool.watch;

/** Prints or counts the rows that pass a filter. */
interface SocketRowSink
{
    /** The next one; its object is used again afterwards. */
    void onRow(SocketRow row);

    /** There are no more. */
    void end();
}
