package io.fourtuple.bench.measure.peers;

import io.fourtuple.bench.base.Json;

/**
 * One measurement of a flood.
 *
 * @param syns    sent.
 * @param synNs   nanoseconds each.
 * @param synAcks answers that accept, repeats included.
 * @param resets  answers that refuse.
 */
record FloodSample(long syns, double synNs, long synAcks, long resets)
{
    Json json()
    {
        return new Json().put("syns", syns).put("ns_per_syn", synNs).put("syn_acks", synAcks).put("resets", resets);
    }
}
