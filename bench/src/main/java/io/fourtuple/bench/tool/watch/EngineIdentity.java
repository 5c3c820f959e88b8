package io.fourtuple.bench.tool.watch;

/**
 * An engine's name, process and start.
 *
 * @param name         that it was given.
 * @param pid          of its process.
 * @param startEpochMs when it started.
 */
record EngineIdentity(String name, long pid, long startEpochMs)
{
}
