package io.fourtuple.bench.measure.parts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Each benchmark of a flood, a few times with each of its parameters: it runs, and its own check passes. */
class FloodBenchmarksTest
{
    private static final int FEW = 3_000;
    private static final int TIMES = 40;
    private static final List<Class<?>> BENCHMARKS = List.of(SynDefenceBenchmark.class, HalfOpenBenchmark.class,
        CookieAckBenchmark.class, AckFloodBenchmark.class, SynCookiesBenchmark.class);

    static Stream<Arguments> benchmarks()
    {
        return BENCHMARKS.stream().flatMap(benchmark -> combinations(benchmark).stream()
            .map(values -> Arguments.of(benchmark, values)));
    }

    private static List<Field> parameters(final Class<?> benchmark)
    {
        return Stream.<Class<?>>iterate(benchmark, type -> type != Object.class, Class::getSuperclass)
            .flatMap(type -> Arrays.stream(type.getDeclaredFields()))
            .filter(field -> field.isAnnotationPresent(Param.class)).toList();
    }

    /** Each value of each parameter with each of the others; of numbers a small one only. */
    private static List<List<String>> combinations(final Class<?> benchmark)
    {
        List<List<String>> all = List.of(List.of());
        for (final Field field : parameters(benchmark))
        {
            final List<String> values = field.getType() == int.class ? List.of(Integer.toString(FEW)) :
                List.of(field.getAnnotation(Param.class).value());
            final List<List<String>> longer = new ArrayList<>();
            for (final List<String> before : all)
            {
                for (final String value : values)
                {
                    longer.add(Stream.concat(before.stream(), Stream.of(value)).toList());
                }
            }
            all = longer;
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("benchmarks")
    void shouldRunAndPassItsOwnCheck(final Class<?> benchmark, final List<String> values)
        throws ReflectiveOperationException
    {
        final List<Method> methods = Arrays.stream(benchmark.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Benchmark.class)).toList();
        assertFalse(methods.isEmpty(), "no benchmark in " + benchmark);
        for (final Method method : methods)
        {
            final Object state = benchmark.getConstructor().newInstance();
            set(benchmark, state, values);
            benchmark.getMethod("setUp").invoke(state);
            for (int i = 0; i < TIMES; i++)
            {
                prepare(benchmark, state);
                method.invoke(state);
            }
            benchmark.getMethod("check").invoke(state);
        }
    }

    private static void set(final Class<?> benchmark, final Object state, final List<String> values)
        throws ReflectiveOperationException
    {
        final List<Field> fields = parameters(benchmark);
        for (int i = 0; i < fields.size(); i++)
        {
            final Field field = fields.get(i);
            final String value = values.get(i);
            field.setAccessible(true);
            field.set(state, field.getType() == int.class ? (Object)Integer.valueOf(value) :
                field.getType() == boolean.class ? (Object)Boolean.valueOf(value) : value);
        }
    }

    private static void prepare(final Class<?> benchmark, final Object state) throws ReflectiveOperationException
    {
        for (final Method method : benchmark.getDeclaredMethods())
        {
            final Setup setup = method.getAnnotation(Setup.class);
            if (setup != null && setup.value() == Level.Invocation)
            {
                method.invoke(state);
            }
        }
    }

    /** A check that cannot fail would prove nothing. */
    @ParameterizedTest
    @ValueSource(classes = {
        SynDefenceBenchmark.class, HalfOpenBenchmark.class, CookieAckBenchmark.class, AckFloodBenchmark.class,
        SynCookiesBenchmark.class})
    void shouldFailItsCheckAfterAWrongAnswer(final Class<?> benchmark) throws ReflectiveOperationException
    {
        final Object state = benchmark.getConstructor().newInstance();
        ((PartBenchmark)state).wrong = 1;
        final Method check = benchmark.getMethod("check");
        final InvocationTargetException thrown =
            assertThrows(InvocationTargetException.class, () -> check.invoke(state));
        assertEquals(IllegalStateException.class, thrown.getCause().getClass(), "thrown: " + thrown.getCause());
    }

    /** Its own checksums, by its own sum over the whole; that the engine accepts them the benchmarks' checks show. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSendEachSourceOnceWithValidChecksums(final boolean isIpv6)
    {
        final FloodFrames frames = new FloodFrames(isIpv6, true, 1 << 16);
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[FloodFrames.MAX_LENGTH]);
        final Set<Integer> sources = new HashSet<>();
        for (int number = 0; number < 1 << 16; number++)
        {
            final int source = frames.flood(number);
            assertTrue(sources.add(source), "source twice: number=" + number + " source=" + source);
            buffer.setMemory(0, FloodFrames.MAX_LENGTH, (byte)0xA5);
            final int length = frames.write(buffer, 0, source, FloodFrames.SYN, 0, 0, 0);
            assertTrue(frames.isChecksumRight(buffer, 0, length), "checksum wrong: number=" + number);
        }
    }

    @Test
    void shouldLimitTheAddressesOfAFlood()
    {
        final FloodFrames frames = new FloodFrames(false, true, 8);
        final long addresses = LongStream.range(0, 1_000)
            .map(number -> frames.flood(number) & 0xFFFF).distinct().count();
        assertEquals(8, addresses, "addresses");
    }
}
