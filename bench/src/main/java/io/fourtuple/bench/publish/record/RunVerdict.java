package io.fourtuple.bench.publish.record;

import java.util.List;

/**
 * Whether a run was what it had to be.
 *
 * @param result   FAIL if one criterion does not hold; NONE if nothing was judged.
 * @param criteria one by one.
 */
public record RunVerdict(Result result, List<Criterion> criteria)
{
    /** The verdict on a run without criteria. */
    public static final RunVerdict NONE = new RunVerdict(Result.NONE, List.of());

    /** How it ended. */
    public enum Result
    {
        PASS, FAIL, NONE
    }

    /**
     * One thing expected.
     *
     * @param name     what is judged.
     * @param expected as written, {@code >=99%}.
     * @param measured as people read it.
     * @param holds    whether it is met.
     */
    public record Criterion(String name, String expected, String measured, boolean holds)
    {
    }

    /** Takes a copy. */
    public RunVerdict
    {
        criteria = List.copyOf(criteria);
    }

    /** By its criteria; NONE without any. */
    public static RunVerdict of(final List<Criterion> criteria)
    {
        return new RunVerdict(criteria.isEmpty() ? Result.NONE :
            criteria.stream().allMatch(Criterion::holds) ? Result.PASS : Result.FAIL, criteria);
    }

    /** Whether it failed. */
    public boolean isFail()
    {
        return result == Result.FAIL;
    }
}
