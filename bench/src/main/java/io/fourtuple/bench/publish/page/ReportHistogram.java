package io.fourtuple.bench.publish.page;

/**
 * A histogram of a run, as the page shows it.
 *
 * @param name   for a person to read; the same in runs that are to be overlaid.
 * @param file   its log without {@code .hlog}, for names of files made from it.
 * @param unit   of its values.
 * @param logged what was read.
 */
record ReportHistogram(String name, String file, Unit unit, LoggedHistogram logged)
{
    boolean isEmpty()
    {
        return logged.total().getTotalCount() == 0;
    }
}
