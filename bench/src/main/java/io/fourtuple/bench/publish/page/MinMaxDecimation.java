package io.fourtuple.bench.publish.page;

import java.util.ArrayList;
import java.util.List;

/** Fewer points of a line, for drawing: of neighbours the lowest and the highest stay, so that no peak is lost. */
final class MinMaxDecimation
{
    private MinMaxDecimation()
    {
    }

    /**
     * @param points x and y.
     * @param most   that may stay, 2 or more.
     * @return the same points if they are no more than that.
     */
    static List<double[]> thin(final List<double[]> points, final int most)
    {
        if (points.size() <= most)
        {
            return points;
        }
        final int length = (int)Math.ceil(2.0 * points.size() / most);
        final List<double[]> thinned = new ArrayList<>();
        for (int i = 0; i < points.size(); i += length)
        {
            final List<double[]> neighbours = points.subList(i, Math.min(points.size(), i + length));
            double[] lowest = neighbours.getFirst();
            double[] highest = lowest;
            for (final double[] point : neighbours)
            {
                lowest = point[1] < lowest[1] || Double.isNaN(lowest[1]) ? point : lowest;
                highest = point[1] > highest[1] || Double.isNaN(highest[1]) ? point : highest;
            }
            thinned.add(lowest[0] <= highest[0] ? lowest : highest);
            if (lowest != highest)
            {
                thinned.add(lowest[0] <= highest[0] ? highest : lowest);
            }
        }
        return thinned;
    }
}
