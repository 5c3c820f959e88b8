package io.fourtuple.bench.parts;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Benchmark;

/** Each benchmark of a part, a few times with a small table: it runs, and its own check passes. */
class PartsTest
{
    private static final int ENTRIES = 1_024;
    private static final int TIMES = 200;

    @ParameterizedTest
    @ValueSource(classes = {
        TableLookupBenchmark.class, TableChangeBenchmark.class, TableBaselineBenchmark.class, TimersBenchmark.class,
        WireBenchmark.class})
    void shouldRunAndPassItsOwnCheck(final Class<?> benchmark) throws ReflectiveOperationException
    {
        final List<Method> methods = Arrays.stream(benchmark.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Benchmark.class)).toList();
        assertTrue(methods.size() >= 2, "benchmarks: " + methods);
        for (final Method method : methods)
        {
            final Object state = benchmark.getConstructor().newInstance();
            setEntries(benchmark, state);
            benchmark.getMethod("setUp").invoke(state);
            for (int i = 0; i < TIMES; i++)
            {
                method.invoke(state);
            }
            benchmark.getMethod("check").invoke(state);
        }
    }

    /** A check that cannot fail would prove nothing. */
    @ParameterizedTest
    @ValueSource(classes = {TableLookupBenchmark.class, TableBaselineBenchmark.class, WireBenchmark.class})
    void shouldFailItsCheckAfterAWrongAnswer(final Class<?> benchmark) throws ReflectiveOperationException
    {
        final Object state = benchmark.getConstructor().newInstance();
        final Field wrong = benchmark.getDeclaredField("wrong");
        wrong.setAccessible(true);
        wrong.setLong(state, 1);
        boolean failed = false;
        try
        {
            benchmark.getMethod("check").invoke(state);
        }
        catch (final InvocationTargetException ex)
        {
            failed = ex.getCause() instanceof IllegalStateException;
        }
        assertTrue(failed, "the check passed a wrong answer");
    }

    private static void setEntries(final Class<?> benchmark, final Object state) throws ReflectiveOperationException
    {
        for (final Field field : benchmark.getDeclaredFields())
        {
            if (field.getName().equals("entries"))
            {
                field.setAccessible(true);
                field.setInt(state, ENTRIES);
            }
        }
    }
}
