package io.fourtuple.bench.publish.record;

import java.io.IOException;

/** Makes a run's {@code report.html}; what it is made with is no business of who publishes. */
@FunctionalInterface
public interface ReportMaker
{
    /** Makes none: the index then links to what the folder has. */
    ReportMaker NONE = folder -> { };

    /**
     * Writes {@code report.html}, and what belongs to it, into the run's folder; the same bytes each time.
     *
     * @throws BadRunException if the run cannot be drawn.
     */
    void make(RunFolder folder) throws IOException;
}
