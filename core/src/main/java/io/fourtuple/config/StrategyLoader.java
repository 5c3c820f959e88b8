package io.fourtuple.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.List;

/** Makes a strategy of a user's own class, by the class' name. An error is said in one line. */
public final class StrategyLoader
{
    private StrategyLoader()
    {
    }

    /**
     * @param what       the kind of strategy, in words.
     * @param type       that the class must implement.
     * @param name       the class' full name.
     * @param supplied   names of the supplied strategies, for the message.
     * @param parameters of its public constructor, one or two; the last ones may be missing.
     * @param arguments  for them.
     * @param <T>        the strategy.
     * @return a new object, made by the constructor with the most parameters.
     * @throws IllegalArgumentException that names the fault of the name or the class.
     */
    public static <T> T make(
        final String what,
        final Class<T> type,
        final String name,
        final List<String> supplied,
        final Class<?>[] parameters,
        final Object... arguments)
    {
        final Class<?> own = load(what, name, supplied);
        if (!type.isAssignableFrom(own))
        {
            throw new IllegalArgumentException(name + " does not implement " + type.getName());
        }
        try
        {
            final Constructor<?> found = constructor(own, parameters);
            return type.cast(found.newInstance(Arrays.copyOf(arguments, found.getParameterCount())));
        }
        catch (final InvocationTargetException ex)
        {
            throw new IllegalArgumentException(name + " cannot be made: " + ex.getCause(), ex.getCause());
        }
        catch (final ReflectiveOperationException ex)
        {
            throw new IllegalArgumentException(name + " needs to be public and have a public constructor with " +
                parameters[0].getName() + (parameters.length == 1 ? " or with nothing" :
                " and " + parameters[1].getName() + ", with the first of these, or with nothing"), ex);
        }
    }

    private static Class<?> load(final String what, final String name, final List<String> supplied)
    {
        try
        {
            return Class.forName(name);
        }
        catch (final ClassNotFoundException ex)
        {
            throw new IllegalArgumentException("no such " + what + ": " + name + "; there are " +
                String.join(", ", supplied) + ", or the full name of a class on the class path", ex);
        }
        catch (final LinkageError ex)
        {
            final Throwable why = ex.getCause() != null ? ex.getCause() : ex;
            throw new IllegalArgumentException(name + " cannot be loaded: " + why, ex);
        }
    }

    private static Constructor<?> constructor(final Class<?> own, final Class<?>[] parameters)
        throws NoSuchMethodException
    {
        for (int count = parameters.length; count > 0; count--)
        {
            for (final Constructor<?> constructor : own.getConstructors())
            {
                if (Arrays.equals(constructor.getParameterTypes(), Arrays.copyOf(parameters, count)))
                {
                    return constructor;
                }
            }
        }
        return own.getConstructor();
    }
}
