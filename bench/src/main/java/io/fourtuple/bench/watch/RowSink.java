package io.fourtuple.bench.watch;

/** What is made of the rows that pass a filter. */
interface RowSink
{
    /** The next one; its object is used again afterwards. */
    void onRow(Row row);

    /** There are no more. */
    void end();
}
