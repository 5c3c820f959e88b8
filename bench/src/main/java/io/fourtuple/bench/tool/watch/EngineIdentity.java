package io.fourtuple.bench.tool.watch;

/** An engine's name, process and start. */
record EngineIdentity(String name, long pid, long startEpochMs)
{
}
