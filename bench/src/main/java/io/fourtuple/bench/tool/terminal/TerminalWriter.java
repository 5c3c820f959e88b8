package io.fourtuple.bench.tool.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** A process's standard output or standard error, in UTF-8, that knows whether it is a terminal. */
public final class TerminalWriter extends PrintWriter
{
    private final Terminal terminal;

    private TerminalWriter(final FileDescriptor descriptor, final int number)
    {
        // Not System.out, which swallows errors: a command is to notice that its reader has gone.
        super(new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), true);
        terminal = new StandardTerminal(this, number, System.getenv());
    }

    /** Writes to any terminal, at once. */
    public TerminalWriter(final Terminal terminal)
    {
        super(new Writer()
        {
            @Override
            public void write(final char[] text, final int offset, final int length)
            {
                terminal.write(new String(text, offset, length));
            }

            @Override
            public void flush()
            {
                // Every write has flushed.
            }

            @Override
            public void close()
            {
                flush();
            }
        });
        this.terminal = terminal;
    }

    /** @return this process's standard output. */
    public static TerminalWriter standardOutput()
    {
        return new TerminalWriter(FileDescriptor.out, 1);
    }

    /** @return this process's standard error. */
    public static TerminalWriter standardError()
    {
        return new TerminalWriter(FileDescriptor.err, 2);
    }

    Terminal terminal()
    {
        return terminal;
    }
}
