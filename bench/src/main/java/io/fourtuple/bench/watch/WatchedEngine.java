package io.fourtuple.bench.watch;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

import io.fourtuple.telemetry.Counter;

/** One engine seen from outside, running or not: what is in its telemetry file. Belongs to one thread. */
interface WatchedEngine extends AutoCloseable
{
    /** Takes one distinct error. */
    @FunctionalInterface
    interface ErrorVisitor
    {
        /**
         * @param count        how often it happened.
         * @param firstEpochMs when it happened first.
         * @param lastEpochMs  and last.
         * @param stackTrace   of the first.
         */
        void onError(long count, long firstEpochMs, long lastEpochMs, String stackTrace);
    }

    Path file();

    String name();

    long pid();

    long startEpochMs();

    /** What it is doing now. */
    Life life();

    /** A counter's value now. */
    long value(Counter counter);

    /** The settings in force, in order. */
    Map<String, String> settings();

    /** What is known of the process: versions, command line. */
    Map<String, String> properties();

    /** Whether the connections are in the file, too. */
    boolean hasConnections();

    /** Passes each connection and listener; all in the same object. */
    void forEachRow(Consumer<Row> consumer);

    /** Passes each distinct error; returns how many there were. */
    int forEachError(ErrorVisitor visitor);

    @Override
    void close();
}
