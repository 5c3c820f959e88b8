package io.fourtuple.loop;

import org.agrona.concurrent.Agent;

import io.fourtuple.app.Tcp;

/** Skeleton; replaced by the engine. */
public final class Engine implements Agent
{
    private final EngineConfig config;
    private final Commands commands;

    public Engine(final EngineConfig config)
    {
        this.config = config;
        this.commands = new Commands(4096, config.counters());
    }

    /** The calls for the loop's own thread. */
    public Tcp tcp()
    {
        throw new UnsupportedOperationException();
    }

    /** The way in for other threads. */
    public Commands commands()
    {
        return commands;
    }

    @Override
    public int doWork()
    {
        return 0;
    }

    /** Aborts what is still open (ENGINE_CLOSED, RST) and closes the link. */
    @Override
    public void onClose()
    {
    }

    @Override
    public String roleName()
    {
        return config.name();
    }
}
