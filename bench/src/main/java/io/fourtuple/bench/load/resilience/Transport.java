package io.fourtuple.bench.load.resilience;

/** The way to a target. Targets that share one get the same rates, so that their lines can be compared. */
public enum Transport
{
    /** The engine, in memory: no system call, no root. */
    RINGS("rings", "the engine over rings"),
    /** The engine over a TUN device. */
    TUN("tun", "the engine over TUN"),
    /** The Linux kernel's own listener, over the same kind of device. */
    LINUX("linux", "Linux over TUN");

    private final String shortName;
    private final String description;

    Transport(final String shortName, final String description)
    {
        this.shortName = shortName;
        this.description = description;
    }

    String shortName()
    {
        return shortName;
    }

    String description()
    {
        return description;
    }

    /** Whether it needs root, a TUN device and a network namespace. */
    public boolean isOverTun()
    {
        return this != RINGS;
    }
}
