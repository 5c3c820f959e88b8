package io.fourtuple.bench.tool.watch;

/**
 * Which engine it is.
 *
 * @param name         that it was given.
 * @param pid          of its process.
 * @param startEpochMs when it started.
 */
record EngineIdentity(String name, long pid, long startEpochMs)
{
}
