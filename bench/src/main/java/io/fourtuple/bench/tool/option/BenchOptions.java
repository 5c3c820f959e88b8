package io.fourtuple.bench.tool.option;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.fourtuple.bench.base.Json;
import io.fourtuple.bench.base.Quantities;
import io.fourtuple.bench.base.WrongAnswerException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that every benchmark of the whole engine has. */
public final class BenchOptions
{
    @Option(
        names = "--cpu",
        paramLabel = "N",
        description = "Ties the measuring thread to this CPU. Default: the highest one, if that is allowed.")
    private Integer cpu;

    @Mixin
    private JsonOption json;

    /** Reads {@code 10m}. */
    public static final class Number implements ITypeConverter<Long>
    {
        @Override
        public Long convert(final String value)
        {
            try
            {
                return Quantities.count(value);
            }
            catch (final IllegalArgumentException ex)
            {
                throw new TypeConversionException(ex.getMessage());
            }
        }
    }

    public int cpu()
    {
        if (cpu != null && cpu < 0)
        {
            throw new CliException(CliException.USAGE, "--cpu must be 0 or more: --cpu=" + cpu);
        }
        return cpu == null ? PinnedThread.HIGHEST : cpu;
    }

    /** Checks what can be checked before a long run. */
    public void validate()
    {
        cpu();
        json.validate();
    }

    public static void requireFolder(final String option, final Path file)
    {
        final Path folder = file == null ? null : file.toAbsolutePath().getParent();
        if (folder != null && (!Files.isDirectory(folder) || Files.isDirectory(file)))
        {
            throw new CliException(CliException.USAGE, option + ": no file can be written there: " + file);
        }
    }

    /**
     * Runs a benchmark on its pinned thread.
     *
     * @param recording gets the result, too.
     * @param benchmark gets the CPU that the thread is tied to, in words; returns whether it passed.
     * @param result    as JSON.
     * @return its exit status.
     */
    public int run(final Recording recording, final Predicate<String> benchmark, final Supplier<Json> result)
    {
        final boolean passed;
        try
        {
            passed = PinnedThread.call(cpu(), benchmark::test);
        }
        catch (final WrongAnswerException ex)
        {
            throw new CliException(CliException.FAILURE, "FAIL: " + ex.getMessage());
        }
        json.write(result.get());
        recording.result(result.get());
        return passed ? 0 : CliException.FAILURE;
    }
}
