/* Clocks and memory. The time stamp counter costs 10 ns where clock_gettime costs 25, and is read up to four
 * times a batch: x86-64 only.
 */
#ifndef PEERS_MEASURE_H
#define PEERS_MEASURE_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <x86intrin.h>

static double tsc_ghz;
static uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000ull + t.tv_nsec;
}
static uint32_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
    return (uint32_t)(t.tv_sec * 1000 + t.tv_nsec / 1000000);
}
static void calibrate(void)
{
    uint64_t a = now_ns(), c = __rdtsc();
    while (now_ns() - a < 50000000)
        ;
    uint64_t b = now_ns(), d = __rdtsc();
    tsc_ghz = (double)(d - c) / (double)(b - a);
}
#ifdef HARNESS_MEM
static uint64_t rss_bytes(void); /* the stack's memory is not the process's */
#else
static uint64_t rss_bytes(void)
{
    long a, b;
    FILE *f = fopen("/proc/self/statm", "r");
    if (!f || fscanf(f, "%ld %ld", &a, &b) != 2)
        exit(1);
    fclose(f);
    return (uint64_t)b * 4096;
}
#endif

#endif
