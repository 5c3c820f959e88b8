/**
 * Applications on the engine, small enough to learn from: HTTP, and the old small services echo (RFC 862), discard
 * (RFC 863) and chargen (RFC 864). Each is a {@link io.fourtuple.app.ConnectionHandler} for any number of connections.
 * May import core's {@code app} only.
 */
package io.fourtuple.bench.tool.app;
