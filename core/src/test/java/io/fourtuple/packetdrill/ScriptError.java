package io.fourtuple.packetdrill;

/** A script that cannot be read, or that the engine does not conform to; names file and line. */
final class ScriptError extends AssertionError
{
    private static final long serialVersionUID = 1L;

    final int line;

    ScriptError(final String file, final int line, final String message)
    {
        super(file + ":" + line + ": " + message);
        this.line = line;
    }
}
