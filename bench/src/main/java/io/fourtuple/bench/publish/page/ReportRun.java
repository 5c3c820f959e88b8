package io.fourtuple.bench.publish.page;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.fourtuple.bench.publish.record.ComparisonTable;
import io.fourtuple.bench.publish.record.RunRecord;

/**
 * One run, as far as it could be read: what is missing is empty.
 *
 * @param name        of its folder or file.
 * @param record      title, verdict, settings, metrics, series.
 * @param environment of the machine, by name.
 * @param comparison  if it is one of two sides.
 * @param histograms  without the idle machine's.
 * @param jitter      what the idle machine did just before, in nanoseconds.
 * @param problems    what could not be read, a sentence each.
 */
record ReportRun(
    String name,
    RunRecord record,
    Map<String, String> environment,
    Optional<ComparisonTable> comparison,
    List<ReportHistogram> histograms,
    Optional<LoggedHistogram> jitter,
    List<String> problems)
{
    ReportRun
    {
        histograms = List.copyOf(histograms);
        problems = List.copyOf(problems);
    }

    /** Wall clock of the first interval of any histogram, ms; NaN without one. */
    double startMs()
    {
        return histograms.stream().flatMap(histogram -> histogram.logged().intervals().stream())
            .mapToDouble(LogInterval::startMs).min().orElse(Double.NaN);
    }
}
