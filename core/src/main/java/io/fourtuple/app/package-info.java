/**
 * The application's side of the engine: the calls of RFC 9293 3.10 ({@link io.fourtuple.app.Tcp}), the callbacks
 * ({@link io.fourtuple.app.ConnectionHandler}), and the types that both use. Imports nothing of the engine.
 * <pre>
 *   application ── Tcp ──> loop        loop ── ConnectionHandler, SynFilter ──> application
 * </pre>
 */
package io.fourtuple.app;
