package io.fourtuple.timewait;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.List;

import io.fourtuple.config.Setting;
import io.fourtuple.config.Settings;

/** Policies by name: the supplied ones, and classes of a user's own. */
public final class TimeWaitPolicies
{
    private TimeWaitPolicies()
    {
    }

    /**
     * @return the names of the supplied policies, the default first.
     */
    public static List<String> names()
    {
        return Setting.TIME_WAIT.names();
    }

    /**
     * @param settings whose {@code time_wait} says which.
     * @return a new policy; each engine needs one of its own.
     */
    public static TimeWaitPolicy of(final Settings settings)
    {
        return of(settings.name(Setting.TIME_WAIT), settings);
    }

    /**
     * @param name     one of {@link #names()}, or the full name of a class that implements {@link TimeWaitPolicy} and has a
     *                 public constructor with {@link Settings}, or with nothing.
     * @param settings given to it.
     * @return a new policy; each engine needs one of its own.
     * @throws IllegalArgumentException that says what is wrong with the name or the class.
     */
    public static TimeWaitPolicy of(final String name, final Settings settings)
    {
        return switch (name)
        {
            case "rfc6191" -> new Rfc6191Policy(settings);
            case "linux" -> new LinuxPolicy(settings);
            case "linux-recycle" -> new LinuxRecyclePolicy(settings);
            case "freebsd" -> new FreeBsdPolicy(settings);
            case "classic" -> new ClassicPolicy(settings);
            case "none" -> new NonePolicy();
            default -> ofClass(name, settings);
        };
    }

    private static TimeWaitPolicy ofClass(final String name, final Settings settings)
    {
        final Class<?> type;
        try
        {
            type = Class.forName(name);
        }
        catch (final ClassNotFoundException ex)
        {
            throw new IllegalArgumentException("no such TIME_WAIT policy: " + name + "; there are " +
                String.join(", ", names()) + ", or the full name of a class on the class path", ex);
        }
        catch (final LinkageError ex)
        {
            final Throwable why = ex.getCause() != null ? ex.getCause() : ex;
            throw new IllegalArgumentException(name + " cannot be loaded: " + why, ex);
        }
        if (!TimeWaitPolicy.class.isAssignableFrom(type))
        {
            throw new IllegalArgumentException(name + " does not implement " + TimeWaitPolicy.class.getName());
        }
        try
        {
            return (TimeWaitPolicy)make(type, settings);
        }
        catch (final InvocationTargetException ex)
        {
            throw new IllegalArgumentException(name + " cannot be made: " + ex.getCause(), ex.getCause());
        }
        catch (final ReflectiveOperationException ex)
        {
            throw new IllegalArgumentException(name + " needs to be public and have a public constructor with " +
                Settings.class.getName() + " or with nothing", ex);
        }
    }

    private static Object make(final Class<?> type, final Settings settings) throws ReflectiveOperationException
    {
        for (final Constructor<?> constructor : type.getConstructors())
        {
            final Class<?>[] parameters = constructor.getParameterTypes();
            if (parameters.length == 1 && parameters[0] == Settings.class)
            {
                return constructor.newInstance(settings);
            }
        }
        return type.getConstructor().newInstance();
    }
}
