/* The clients of a server at 198.18.0.1:80, played in memory by raw IPv4 and TCP packets, and the measurement.
 *
 * A harness defines the st_ functions below, includes this file once and calls drv_main(). Every packet carries valid
 * checksums; every answer of the stack is parsed (sequence number, flags, timestamps). For each batch:
 *
 *   clients   SYN x batch              ACK x batch              FIN,ACK x batch             ACK x batch
 *   stack           SYN,ACK x batch         accept x batch           close, FIN,ACK x batch
 *             |------------- ns_handshake ------------|------------------- ns_close ------------------|
 *
 * Lines on standard output, each with name=value pairs: RESULT for each repetition but the first, which warms up,
 * MEMORY after connections were put in place, COUNTERS and INFO for the reader. Exit status 1 if the stack does not
 * answer as it must.
 */
#define _GNU_SOURCE
#include <getopt.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "measure.h"
#include "wire.h"

/* ---- supplied by a harness ---- */
static const char *st_name(void);
static void st_init(uint64_t idle, int backlog);
static void st_input(uint8_t *pkt, int len); /* one packet towards the stack */
static void st_drain(void);                  /* hand all pending output to drv_output() */
static void st_accept(void);                 /* app accepts everything acceptable */
static void st_eof_close(void);              /* app closes every connection at EOF */
static void st_timers(void);                 /* let the stack run its timers */
static uint64_t st_accepted(void);           /* connections accepted so far, from the app side */
static uint64_t st_live(void);               /* live connections, from the stack's own counter */
static void st_print_counters(void);         /* the stack's own statistics */
static int st_seed(uint64_t n);              /* optional: put n connections in place without packets */

/* ---- the clients ---- */
struct slot
{
    uint64_t idx;       /* which 4-tuple */
    uint32_t snd_nxt;   /* client's next sequence number */
    uint32_t rcv_nxt;   /* next sequence number expected from the server */
    uint32_t ts_recent; /* last TSval seen from the server */
    uint8_t ts_on, got_synack, got_fin, got_rst;
    void *app; /* the harness's handle of the accepted connection */
};

#define MAX_BATCH 4096
static struct slot slots[MAX_BATCH];
static uint64_t batch_base;
static int batch_n;
static int verify_csum;
static int drv_pending; /* answers the driver still waits for in this phase */
static int drv_holding; /* the connections being opened will stay open */
static int drain_all;   /* flood: nothing is awaited, so a drain runs until nothing is left */
static uint64_t n_in, n_out, n_synack, n_rst, n_badcsum, n_stray;

/* A packet of the stack, contiguous. */
static void drv_output(const uint8_t *p, int len)
{
    n_out++;
    if (len < 40 || p[0] >> 4 != 4 || p[9] != 6)
    {
        n_stray++;
        return;
    }
    int ihl = (p[0] & 15) * 4, tot = rd16(p + 2);
    const uint8_t *t = p + ihl;
    int flags = t[13], doff = (t[12] >> 4) * 4, payload = tot - ihl - doff;
    if (verify_csum && (fold(sum_words(p, ihl, 0)) != 0 || fold(sum_words(t, tot - ihl, pseudo(p, tot - ihl))) != 0))
        n_badcsum++;
    if ((flags & (F_SYN | F_ACK)) == (F_SYN | F_ACK))
        n_synack++;
    if (flags & F_RST)
        n_rst++;
    uint64_t idx = (rd32(p + 16) & 0xffff) | (uint64_t)(uint16_t)(rd16(t + 2) - 1024) << 16;
    uint64_t k = idx - batch_base;
    if (k >= (uint64_t)batch_n)
    {
        n_stray++;
        return;
    }
    struct slot *s = &slots[k];
    uint32_t seq = rd32(t + 4), ack = rd32(t + 8);
    if (flags & F_RST)
    {
        s->got_rst = 1;
        return;
    }
    if (flags & F_SYN)
    {
        if (ack != cli_isn(idx) + 1)
        {
            fprintf(stderr, "bad ack in SYN-ACK\n");
            exit(1);
        }
        if (s->got_synack)
            return; /* sent once more, because this process was kept from running for a second */
        drv_pending--;
        s->got_synack = 1;
        if (verify_csum && n_synack == 1)
        {
            printf("INFO %s SYN-ACK options:", st_name());
            for (const uint8_t *o = t + 20; o < t + doff; o++)
                printf(" %02x", *o);
            printf("\n");
        }
        s->rcv_nxt = seq + 1;
        s->ts_on = 0;
        for (const uint8_t *o = t + 20, *e = t + doff; o < e;)
        {
            if (*o == 0)
                break;
            if (*o == 1)
            {
                o++;
                continue;
            }
            if (*o == 8)
            {
                s->ts_on = 1;
                s->ts_recent = rd32(o + 2);
            }
            o += o[1] ? o[1] : 1;
        }
        return;
    }
    if (s->ts_on && doff >= 32 && t[22] == 8)
        s->ts_recent = rd32(t + 24);
    if (seq == s->rcv_nxt)
    {
        s->rcv_nxt += payload;
        if (flags & F_FIN)
        {
            s->rcv_nxt++;
            drv_pending -= !s->got_fin;
            s->got_fin = 1;
        }
    }
}

static inline void send_seg(struct slot *s, int flags)
{
    uint8_t p[64] __attribute__((aligned(16)));
    int len = build(p, s->idx, s->snd_nxt, flags & F_ACK ? s->rcv_nxt : 0, flags, s->ts_on, s->ts_recent);
    n_in++;
    st_input(p, len);
}

/* ---- the measurement ---- */
static uint64_t next_idx; /* 4-tuples are never used twice in a run */
struct result
{
    uint64_t n, hs_tsc, close_tsc;
    double secs;
};

static void fail(const char *what)
{
    fprintf(stderr,
            "%s: FAILED %s at connection %lu: accepted %lu live %lu in %lu out %lu synack %lu rst %lu "
            "stray %lu\n",
            st_name(), what, next_idx, st_accepted(), st_live(), n_in, n_out, n_synack, n_rst, n_stray);
    st_print_counters();
    exit(1);
}

/* Opens (and if do_close also closes) connections in batches of b until count or max_s. */
static struct result run_cycles(uint64_t count, int b, int do_close, double max_s)
{
    struct result r = {0};
    uint64_t t_start = __rdtsc(), limit = (uint64_t)(max_s * 1e9 * tsc_ghz), since = 0;
    drv_holding = !do_close;
    while (r.n < count)
    {
        int k = count - r.n < (uint64_t)b ? (int)(count - r.n) : b;
        uint64_t want = st_accepted() + k;
        uint64_t t0 = __rdtsc();
        if (t0 - t_start > limit)
            break;
        batch_base = next_idx;
        batch_n = k;
        next_idx += k;
        drv_pending = k;
        for (int j = 0; j < k; j++)
        {
            struct slot *s = &slots[j];
            *s = (struct slot){.idx = batch_base + j, .snd_nxt = cli_isn(batch_base + j)};
            uint8_t p[64] __attribute__((aligned(16)));
            int len = build(p, s->idx, s->snd_nxt, 0, F_SYN, 1, 0);
            s->snd_nxt++;
            n_in++;
            st_input(p, len);
        }
        st_drain();
        for (int j = 0; j < k; j++)
        {
            if (!slots[j].got_synack)
                fail("no SYN-ACK");
            send_seg(&slots[j], F_ACK);
        }
        st_accept();
        if (st_accepted() != want)
            fail("not accepted");
        uint64_t t1 = __rdtsc();
        r.hs_tsc += t1 - t0;
        if (do_close)
        {
            drv_pending = k;
            for (int j = 0; j < k; j++)
            {
                send_seg(&slots[j], F_FIN | F_ACK);
                slots[j].snd_nxt++;
            }
            st_eof_close();
            st_drain();
            for (int j = 0; j < k; j++)
            {
                if (!slots[j].got_fin)
                    fail("no FIN");
                send_seg(&slots[j], F_ACK);
            }
            st_drain();
            r.close_tsc += __rdtsc() - t1;
        }
        r.n += k;
        if ((since += k) >= 64)
        {
            since = 0;
            drv_tsval = 100000 + now_ms();
            st_timers();
        }
    }
    r.secs = (double)(__rdtsc() - t_start) / (tsc_ghz * 1e9);
    return r;
}

static void print_cycles(const char *mode, uint64_t idle, int b, int rep, struct result r, uint64_t in, uint64_t out)
{
    printf("RESULT stack=%s mode=%s idle=%lu batch=%d rep=%d n=%lu secs=%.3f ns_per_cycle=%.1f ns_handshake=%.1f "
           "ns_close=%.1f per_s=%.0f accepted=%lu live=%lu in=%lu out=%lu badcsum=%lu stray=%lu\n",
           st_name(), mode, idle, b, rep, r.n, r.secs, r.secs * 1e9 / r.n, r.hs_tsc / tsc_ghz / r.n,
           r.close_tsc / tsc_ghz / r.n, r.n / r.secs, st_accepted(), st_live(), n_in - in, n_out - out, n_badcsum,
           n_stray);
    fflush(stdout);
}

static void print_memory(uint64_t n, const char *how, uint64_t before, uint64_t after)
{
    printf("MEMORY stack=%s idle=%lu by=%s before=%lu after=%lu bytes_per_conn=%.1f\n", st_name(), n, how, before,
           after, ((double)after - (double)before) / n);
    fflush(stdout);
}

/* Only SYNs, whose answers nobody acknowledges. */
static void run_flood(int b, int rep, double max_s)
{
    uint64_t in0 = n_in, sa0 = n_synack, rst0 = n_rst, since = 0;
    uint64_t t0 = __rdtsc(), limit = (uint64_t)(max_s * 1e9 * tsc_ghz);
    batch_n = 0;
    drain_all = 1;
    while (__rdtsc() - t0 < limit)
    {
        for (int j = 0; j < b; j++)
        {
            uint8_t p[64] __attribute__((aligned(16)));
            int len = build(p, next_idx, cli_isn(next_idx), 0, F_SYN, 1, 0);
            next_idx++;
            n_in++;
            st_input(p, len);
        }
        st_drain();
        if ((since += b) >= 64)
        {
            since = 0;
            drv_tsval = 100000 + now_ms();
            st_timers();
        }
    }
    double secs = (double)(__rdtsc() - t0) / (tsc_ghz * 1e9);
    uint64_t in = n_in - in0;
    if (!rep)
        return;
    printf("RESULT stack=%s mode=flood batch=%d rep=%d n=%lu secs=%.3f ns_per_syn=%.1f per_s=%.0f synack=%lu rst=%lu "
           "live=%lu accepted=%lu\n",
           st_name(), b, rep, in, secs, secs * 1e9 / in, in / secs, n_synack - sa0, n_rst - rst0, st_live(),
           st_accepted());
    fflush(stdout);
}

struct options
{
    int flood, batches[8], n_batches, reps, backlog;
    uint64_t idle, count, seed;
    double max_s;
};

static void put_in_place(const struct options *o)
{
    uint64_t before = rss_bytes();
    if (o->seed)
    {
        if (st_seed(o->seed))
        {
            fprintf(stderr, "%s: cannot put connections in place without packets\n", st_name());
            exit(1);
        }
        print_memory(o->seed, "seed", before, rss_bytes());
    }
    if (!o->idle)
        return;
    run_cycles(o->idle < 64 ? o->idle : 64, 1, 1, 5); /* touch the code paths and buffers once */
    before = rss_bytes();
    uint64_t in = n_in, out = n_out;
    struct result r = run_cycles(o->idle, o->batches[o->n_batches - 1], 0, 3000);
    uint64_t after = rss_bytes();
    if (r.n != o->idle)
        fail("too few idle connections");
    print_cycles("build", o->idle, o->batches[o->n_batches - 1], 0, r, in, out);
    print_memory(r.n, "packets", before, after);
}

static int usage(void)
{
    fprintf(stderr,
            "-m churn|flood  -n idle connections  -S idle ones, put in place without packets  -b batch[,batch]\n"
            "-r repetitions after the warm-up  -t seconds of each  -c cycles of each at most  -B listen backlog\n"
            "-v verify the checksums of all answers\n");
    return 2;
}

static int drv_main(int argc, char **argv)
{
    struct options o = {.batches = {1}, .n_batches = 1, .reps = 1, .backlog = 4096, .count = UINT64_MAX, .max_s = 1};
    for (int c; (c = getopt(argc, argv, "m:n:S:b:r:t:c:B:v")) != -1;)
    {
        if (c == 'm')
            o.flood = !strcmp(optarg, "flood");
        else if (c == 'n')
            o.idle = strtoull(optarg, 0, 0);
        else if (c == 'S')
            o.seed = strtoull(optarg, 0, 0);
        else if (c == 'b')
        {
            o.n_batches = 0;
            for (char *b = strtok(optarg, ","); b && o.n_batches < 8; b = strtok(0, ","))
            {
                int n = atoi(b);
                if (n < 1 || n > MAX_BATCH)
                    return usage();
                o.batches[o.n_batches++] = n;
            }
            if (!o.n_batches)
                return usage();
        }
        else if (c == 'r')
            o.reps = atoi(optarg);
        else if (c == 't')
            o.max_s = atof(optarg);
        else if (c == 'c')
            o.count = strtoull(optarg, 0, 0);
        else if (c == 'B')
            o.backlog = atoi(optarg);
        else if (c == 'v')
            verify_csum = 1;
        else
            return usage();
    }
    calibrate();
    st_init(o.idle + o.seed, o.backlog);
    put_in_place(&o);
    for (int rep = 0; rep <= o.reps; rep++)
    { /* repetition 0 warms up */
        for (int i = 0; i < o.n_batches; i++)
        {
            double max_s = rep ? o.max_s : o.max_s / 4;
            if (o.flood)
            {
                run_flood(o.batches[i], rep, max_s);
                continue;
            }
            uint64_t in = n_in, out = n_out;
            struct result r = run_cycles(o.count, o.batches[i], 1, max_s);
            if (rep)
                print_cycles("churn", o.idle + o.seed, o.batches[i], rep, r, in, out);
        }
    }
    st_print_counters();
    return 0;
}
