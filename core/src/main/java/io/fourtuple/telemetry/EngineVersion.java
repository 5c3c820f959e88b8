package io.fourtuple.telemetry;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/**
 * The engine's version. The build writes it beside this class: a jar's manifest is lost when a user packs all classes into
 * another jar.
 */
final class EngineVersion
{
    private static final String UNKNOWN = "unknown";

    private EngineVersion()
    {
    }

    /** As in {@code 0.1.0}, or {@code 0.1.0+33d9fc1} of the launcher; {@code unknown} if the build did not write it. */
    static String text()
    {
        try (InputStream in = EngineVersion.class.getResourceAsStream("version.properties"))
        {
            if (in == null)
            {
                return UNKNOWN;
            }
            final Properties properties = new Properties();
            properties.load(in);
            final String version = properties.getProperty("version", UNKNOWN);
            // An IDE copies the file as it is.
            return version.contains("${") ? UNKNOWN : version;
        }
        catch (final IOException | IllegalArgumentException ex)
        {
            return UNKNOWN;
        }
    }
}
