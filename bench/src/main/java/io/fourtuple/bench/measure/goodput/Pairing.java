package io.fourtuple.bench.measure.goodput;

/** The ends of the flow: sender, receiver. */
enum Pairing
{
    /** The yardstick. */
    LINUX_TO_LINUX("Linux to Linux", false, false),
    /** The engine's sender is measured. */
    ENGINE_TO_LINUX("engine to Linux", true, false),
    /** The engine's receiver is measured. */
    LINUX_TO_ENGINE("Linux to engine", false, true);

    private final String title;
    private final boolean isEngineSender;
    private final boolean isEngineReceiver;

    Pairing(final String title, final boolean isEngineSender, final boolean isEngineReceiver)
    {
        this.title = title;
        this.isEngineSender = isEngineSender;
        this.isEngineReceiver = isEngineReceiver;
    }

    String title()
    {
        return title;
    }

    boolean isEngineSender()
    {
        return isEngineSender;
    }

    boolean isEngineReceiver()
    {
        return isEngineReceiver;
    }
}
