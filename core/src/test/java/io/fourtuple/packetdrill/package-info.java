/**
 * Runs packetdrill scripts against the engine, in virtual time and in memory.
 * <pre>
 *   .pkt ──> ScriptParser ──> Script ──> ScriptRunner ──> Network (segments in, segments out, SequenceMap)  ──> Engine
 *                                                    └──> Sockets (BSD calls on Tcp and ConnectionHandler)  ──> Engine
 * </pre>
 * The language is that of packetdrill as the FreeBSD TCP test suite uses it. What is not understood is a
 * {@link io.fourtuple.packetdrill.ScriptError} that names file and line; what the engine does not have yet is in
 * {@link io.fourtuple.packetdrill.NotBuilt}.
 */
package io.fourtuple.packetdrill;
