package io.fourtuple.bench.tool.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

import io.fourtuple.bench.base.Json;
import io.fourtuple.bench.load.client.LoadReport;
import io.fourtuple.bench.load.client.LoadResult;
import io.fourtuple.bench.load.client.LoadRow;
import io.fourtuple.bench.load.client.LoadVerdict;
import io.fourtuple.bench.tool.option.CliException;
import io.fourtuple.bench.tool.option.LoadOptions;
import io.fourtuple.bench.tool.option.OutFolder;
import io.fourtuple.bench.tool.option.Recording;

/**
 * Files of a load: into the run's folder with {@code --record}, into that of {@code --out}, or both. What the engine
 * records itself lies beside them, and at {@code --hlog} too.
 */
final class LoadFiles implements AutoCloseable
{
    private static final List<String> FILES = List.of("load.json", "synack.hlog", "established.hlog");

    private final LoadOptions options;
    private final Recording recording;
    /** Folder of the first copy; null if none is kept. */
    private final Path folder;
    private final LoadReport report;
    private boolean isWritten;

    LoadFiles(final LoadOptions options, final Recording recording)
    {
        this.options = options;
        this.recording = recording;
        if (options.out() != null)
        {
            OutFolder.make("--out", options.out());
        }
        folder = recording.isOn() ? recording.folder() : options.out();
        report = folder == null ? null : CliException.checked(() -> new LoadReport(folder, "fourtuple"));
    }

    /** @return the first copy of the engine's own log; null if there is none. */
    Path engineLog()
    {
        return folder == null ? options.latency().hlog() : folder.resolve(TargetLatencies.LOG);
    }

    /** Notes a row, whose histograms are still there. */
    void row(final LoadRow row)
    {
        if (report != null)
        {
            report.row(row);
        }
    }

    /**
     * Writes the files at the end.
     *
     * @param target the server under load.
     * @param engine its own latencies; null if it recorded none.
     */
    void write(final LoadResult result, final LoadVerdict verdict, final Json target, final Json engine)
    {
        if (report == null)
        {
            return;
        }
        isWritten = true;
        try
        {
            report.write(result, verdict, target, engine);
            if (engine != null && options.latency().hlog() != null)
            {
                Files.copy(engineLog(), options.latency().hlog(), StandardCopyOption.REPLACE_EXISTING);
            }
            if (options.out() != null)
            {
                copyToOut(engine != null);
            }
        }
        catch (final IOException ex)
        {
            throw new CliException(CliException.FAILURE, "cannot write the results: " + ex);
        }
    }

    /** With both {@code --record} and {@code --out} the run's folder has the first copy. */
    private void copyToOut(final boolean withEngine) throws IOException
    {
        final List<String> names = new ArrayList<>(FILES);
        if (withEngine)
        {
            names.add(TargetLatencies.LOG);
        }
        if (recording.isOn())
        {
            names.forEach(name -> recording.copyTo(name, options.out().resolve(name)));
        }
        recording.out().println("written: " + String.join(", ", names) + " in " + options.out());
        recording.out().flush();
    }

    @Override
    public void close()
    {
        if (report != null)
        {
            report.close();
        }
        if (options.out() != null && !isWritten)
        {
            removeBegun();
        }
    }

    /** A run that failed leaves nothing in the way of the next try. */
    private void removeBegun()
    {
        try
        {
            for (final String name : FILES)
            {
                Files.deleteIfExists(options.out().resolve(name));
            }
            Files.deleteIfExists(options.out().resolve(TargetLatencies.LOG));
            Files.delete(options.out());
        }
        catch (final IOException ignore)
        {
            // The failure itself is reported; the next try names the files that are still there.
        }
    }
}
