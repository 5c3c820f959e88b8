/**
 * The application's side of the engine: the calls of RFC 9293 3.10 ({@link io.fourtuple.app.Tcp}), what an application
 * is told ({@link io.fourtuple.app.ConnectionHandler}), and the words both are spoken in. Imports nothing of the engine.
 * <pre>
 *   application ── Tcp ──> loop        loop ── ConnectionHandler, SynFilter ──> application
 * </pre>
 */
package io.fourtuple.app;
