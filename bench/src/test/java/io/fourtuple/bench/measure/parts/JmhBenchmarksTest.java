package io.fourtuple.bench.measure.parts;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Each benchmark of a part, a few times with a small table: it runs, and its own check passes. */
class JmhBenchmarksTest
{
    private static final int ENTRIES = 1_024;
    private static final int TIMES = 200;

    @ParameterizedTest
    @ValueSource(classes = {
        TableLookupBenchmark.class, TableChangeBenchmark.class, TableBaselineBenchmark.class, TimersBenchmark.class,
        WireBenchmark.class, TimeWaitBenchmark.class, TimeWaitReuseBenchmark.class, TimeWaitConnectBenchmark.class})
    void shouldRunAndPassItsOwnCheck(final Class<?> benchmark) throws ReflectiveOperationException
    {
        final List<Method> methods = Arrays.stream(benchmark.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Benchmark.class)).toList();
        assertTrue(methods.size() >= 2, "benchmarks: " + methods);
        for (final Method method : methods)
        {
            run(benchmark, method, 0);
        }
    }

    /** What holds for the first policy of a benchmark must hold for all of them. */
    @ParameterizedTest
    @ValueSource(classes = {TimeWaitBenchmark.class, TimeWaitReuseBenchmark.class})
    void shouldRunWithEachOfItsPolicies(final Class<?> benchmark) throws ReflectiveOperationException
    {
        final int policies = benchmark.getDeclaredField("policy").getAnnotation(Param.class).value().length;
        for (int policy = 1; policy < policies; policy++)
        {
            for (final Method method : benchmark.getDeclaredMethods())
            {
                if (method.isAnnotationPresent(Benchmark.class))
                {
                    run(benchmark, method, policy);
                }
            }
        }
    }

    private static void run(final Class<?> benchmark, final Method method, final int policy)
        throws ReflectiveOperationException
    {
        final Object state = benchmark.getConstructor().newInstance();
        setParameters(benchmark, state, policy);
        benchmark.getMethod("setUp").invoke(state);
        final List<Method> before = Arrays.stream(benchmark.getDeclaredMethods())
            .filter(candidate -> candidate.isAnnotationPresent(Setup.class) &&
                candidate.getAnnotation(Setup.class).value() == Level.Invocation).toList();
        for (int i = 0; i < TIMES; i++)
        {
            for (final Method prepare : before)
            {
                prepare.invoke(state);
            }
            method.invoke(state);
        }
        benchmark.getMethod("check").invoke(state);
    }

    /** A check that cannot fail would prove nothing. */
    @ParameterizedTest
    @ValueSource(classes = {
        TableLookupBenchmark.class, TableBaselineBenchmark.class, WireBenchmark.class, TimeWaitBenchmark.class,
        TimeWaitReuseBenchmark.class, TimeWaitConnectBenchmark.class})
    void shouldFailItsCheckAfterAWrongAnswer(final Class<?> benchmark) throws ReflectiveOperationException
    {
        final Object state = benchmark.getConstructor().newInstance();
        ((PartBenchmark)state).wrong = 1;
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

    private static void setParameters(final Class<?> benchmark, final Object state, final int policy)
        throws ReflectiveOperationException
    {
        for (final Field field : benchmark.getDeclaredFields())
        {
            if (field.getName().equals("entries"))
            {
                field.setAccessible(true);
                field.setInt(state, ENTRIES);
            }
            if (field.getName().equals("policy"))
            {
                field.setAccessible(true);
                field.set(state, field.getAnnotation(Param.class).value()[policy]);
            }
        }
    }
}
