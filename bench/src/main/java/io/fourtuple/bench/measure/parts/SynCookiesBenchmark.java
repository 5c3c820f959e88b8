package io.fourtuple.bench.measure.parts;

import java.util.SplittableRandom;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

import io.fourtuple.app.FourTuple;
import io.fourtuple.flood.FreeBsdCookies;
import io.fourtuple.flood.LinuxCookies;
import io.fourtuple.flood.SipHash;
import io.fourtuple.flood.SynCookies;
import io.fourtuple.flood.SynOptions;

/**
 * The cookies alone, without an engine.
 * <pre>
 *   make      4-tuple, IRS, options ──> ISN
 *   validate  the same and the ISN ──> options; all are valid
 *   guess     the same and any ISN ──> no (one in 2^24 or 2^29 is valid by chance, and counted as such)
 *   sipHash   one SipHash-2-4 of the 4-tuple, which is what they are made of
 *   floor     the tuple read, options set
 * </pre>
 */
@Fork(value = 1, jvmArgsAppend = {"--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED"})
public class SynCookiesBenchmark extends PartBenchmark
{
    private static final int MSS = 1_440;
    private static final int SCALE = 7;
    private static final int BITS = 1 << 4 | SCALE;
    private static final long NETWORK_IPV6 = 0x2001_0DB8_0000_0000L;
    private static final int SERVER_PORT = 80;
    private static final int PORTS = 65_536;
    private static final long IPV4_LENGTH = 12L << 56;
    private static final long IPV6_LENGTH = 36L << 56;

    @Param({"linux", "freebsd"})
    private String encoding;

    @Param({"IPv4", "IPv6"})
    private String family;

    private final SplittableRandom random = new SplittableRandom(1);
    private final FourTuple[] tuples = NumberedTuples.array(OPS);
    private final int[] irs = new int[OPS];
    private final int[] isn = new int[OPS];
    private final SynOptions options = new SynOptions();
    private final SipHash hash = new SipHash(random.nextLong(), random.nextLong());
    private SynCookies cookies;
    private int shift;
    private long guessed;
    private long guesses;

    @Setup
    public void setUp()
    {
        cookies = encoding.equals("linux") ? new LinuxCookies(random::nextLong) : new FreeBsdCookies(random::nextLong);
        for (int i = 0; i < OPS; i++)
        {
            final int port = 1 + random.nextInt(PORTS - 1);
            if (family.equals("IPv6"))
            {
                tuples[i].family(true).local(NETWORK_IPV6, 1, SERVER_PORT)
                    .remote(NETWORK_IPV6 | random.nextInt(PORTS) + 1, random.nextLong(), port);
            }
            else
            {
                NumberedTuples.fill(tuples[i], random.nextInt() & 0xFFFF_FFFFL);
                tuples[i].ports(SERVER_PORT, port);
            }
            irs[i] = random.nextInt();
            isn[i] = cookies.make(tuples[i], irs[i], options.set(MSS, SCALE, true, true), 0);
        }
    }

    @TearDown
    public void check()
    {
        requireNoneWrong("valid cookies not taken, or their options wrong");
        if (guessed > 2 + (guesses >>> 22))
        {
            throw new IllegalStateException("cookies guessed: " + guessed + " of " + guesses);
        }
    }

    @Benchmark
    @OperationsPerInvocation(OPS)
    public long floor()
    {
        long sum = 0;
        for (int i = 0; i < OPS; i++)
        {
            final FourTuple tuple = tuples[i];
            options.set(MSS, SCALE, true, true);
            sum += tuple.remoteLo() + tuple.remoteHi() + tuple.remotePort() + irs[i] + options.mss();
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(OPS)
    public long sipHash()
    {
        long sum = 0;
        final boolean isIpv6 = tuples[0].isIpv6();
        for (int i = 0; i < OPS; i++)
        {
            final FourTuple tuple = tuples[i];
            sum += isIpv6 ? hash.hash(tuple.localHi(), tuple.localLo(), tuple.remoteHi(), tuple.remoteLo(),
                IPV6_LENGTH | tuple.remotePort()) :
                hash.hash(tuple.localLo() << 32 | tuple.remoteLo(), IPV4_LENGTH | tuple.remotePort());
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(OPS)
    public void make()
    {
        for (int i = 0; i < OPS; i++)
        {
            wrong += cookies.make(tuples[i], irs[i], options.set(MSS, SCALE, true, true), 0) != isn[i] ? 1 : 0;
        }
    }

    @Benchmark
    @OperationsPerInvocation(OPS)
    public void validate()
    {
        for (int i = 0; i < OPS; i++)
        {
            options.set(0, 0, false, true).timestampBits(BITS);
            wrong += cookies.check(tuples[i], irs[i], isn[i], options, 0) && options.mss() == MSS &&
                options.windowScale() == SCALE && options.isSackPermitted() ? 0 : 1;
        }
    }

    @Benchmark
    @OperationsPerInvocation(OPS)
    public void guess()
    {
        shift += 0x1234_5677;
        for (int i = 0; i < OPS; i++)
        {
            options.set(0, 0, false, true).timestampBits(BITS);
            guessed += cookies.check(tuples[i], irs[i], isn[i] * 31 + shift, options, 0) ? 1 : 0;
        }
        guesses += OPS;
    }
}
