package io.fourtuple.state;

/**
 * How a connection's data fares, in Linux's numbers and names ({@code tcpi_ca_state}).
 * <pre>
 *   OPEN ── duplicates or SACKs ──> DISORDER ── a loss is found ──> RECOVERY ──┐
 *    ^ │                               │                              │        │ SND.UNA reaches recover,
 *    │ └── CWR: cut without a loss     └───────── time-out ─────────> LOSS     │ or the loss is undone
 *    └─────────────────────────────────────────────────────────────────────────┘
 * </pre>
 */
final class CaState
{
    static final int OPEN = 0;
    static final int DISORDER = 1;
    static final int CWR = 2;
    static final int RECOVERY = 3;
    static final int LOSS = 4;

    private CaState()
    {
    }

    /** Whether PRR has cwnd. */
    static boolean isReducing(final int state)
    {
        return state == RECOVERY || state == CWR;
    }
}
