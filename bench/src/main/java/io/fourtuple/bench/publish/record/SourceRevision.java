package io.fourtuple.bench.publish.record;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Which source was measured: asked of git where the classes lie in a checkout of this project, else of the jar's
 * manifest, whose version ends in the commit if the launcher has built it.
 *
 * @param commit     seven digits or more, or {@code unknown}.
 * @param isModified whether something that the build takes differs from that commit, files that git does not know
 *                   included.
 */
public record SourceRevision(String commit, boolean isModified)
{
    /** Where neither git nor the jar can tell. */
    public static final SourceRevision UNKNOWN = new SourceRevision("unknown", false);

    private static final List<String> SOURCES =
        List.of("pom.xml", "core", "io-tun", "bench", "scripts/fourtuple");
    private static final int DIGITS = 7;
    private static final long PATIENCE_S = 20;

    /** The revision of the classes that run. */
    public static SourceRevision find()
    {
        final SourceRevision ofJar = ofManifest(SourceRevision.class.getPackage().getImplementationVersion());
        // The launcher builds what is older than its sources, unless it is told not to.
        if (System.getenv("FOURTUPLE_NO_BUILD") != null && !ofJar.equals(UNKNOWN))
        {
            return ofJar;
        }
        final Path checkout = checkout();
        final SourceRevision ofGit = checkout == null ? UNKNOWN : of(checkout);
        return ofGit.equals(UNKNOWN) ? ofJar : ofGit;
    }

    /** The revision of a checkout of this project; {@link #UNKNOWN} if git cannot tell. */
    public static SourceRevision of(final Path checkout)
    {
        final String commit = git(checkout, List.of("rev-parse", "--short=" + DIGITS, "HEAD"));
        if (commit == null || !commit.matches("[0-9a-f]{7,40}"))
        {
            return UNKNOWN;
        }
        final List<String> status = new ArrayList<>(List.of("status", "--porcelain", "--"));
        SOURCES.stream().filter(source -> Files.exists(checkout.resolve(source))).forEach(status::add);
        final String changes = git(checkout, status);
        return new SourceRevision(commit, changes == null || !changes.isEmpty());
    }

    /** By a version that ends in {@code +COMMIT} or {@code +COMMIT.modified}. */
    static SourceRevision ofManifest(final String version)
    {
        final int plus = version == null ? -1 : version.indexOf('+');
        final String build = plus < 0 ? "" : version.substring(plus + 1);
        final String commit = build.replace(".modified", "");
        return commit.matches("[0-9a-f]{7,40}") ? new SourceRevision(commit, build.endsWith(".modified")) : UNKNOWN;
    }

    /** As a folder's name has it: {@code 33d9fc1}, {@code 33d9fc1-modified}. */
    public String label()
    {
        return isModified ? commit + "-modified" : commit;
    }

    /** The folder above these classes that has the sources beside it, or null. */
    static Path checkout()
    {
        try
        {
            Path folder = Path.of(SourceRevision.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            while (folder != null && !Files.isRegularFile(folder.resolve("scripts").resolve("fourtuple")))
            {
                folder = folder.getParent();
            }
            return folder;
        }
        catch (final URISyntaxException | IllegalArgumentException | NullPointerException ex)
        {
            return null;
        }
    }

    private static String git(final Path folder, final List<String> words)
    {
        final List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString(), "--no-optional-locks"));
        command.addAll(words);
        try
        {
            final Process process = new ProcessBuilder(command)
                .redirectErrorStream(false).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            process.getOutputStream().close();
            final String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor(PATIENCE_S, TimeUnit.SECONDS) && process.exitValue() == 0 ? text : null;
        }
        catch (final IOException ex)
        {
            return null;
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
