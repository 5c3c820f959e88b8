/* The bytes on the wire: the clients' IPv4 and TCP packets, with valid checksums, and readers of the answers.
 *
 * Client number i has a 4-tuple of its own: the address 198.19.x.y from its low 16 bits, the port from the bits above,
 * so that 2^16 * 64,512 connections pass before one comes again. Java's driver of fourtuple and gvisor.go send the same
 * bytes.
 */
#ifndef PEERS_WIRE_H
#define PEERS_WIRE_H

#include <stdint.h>
#include <string.h>

#define SRV_ADDR 0xC6120001u /* 198.18.0.1 */
#define CLI_NET 0xC6130000u  /* 198.19.0.0/16 */
#define SRV_PORT 80
enum
{
    F_FIN = 1,
    F_SYN = 2,
    F_RST = 4,
    F_ACK = 16
};
enum
{
    SYN_LEN = 60,
    ACK_LEN = 52,
    BARE_LEN = 40
};

static inline uint16_t rd16(const uint8_t *p)
{
    return (uint16_t)(p[0] << 8 | p[1]);
}
static inline uint32_t rd32(const uint8_t *p)
{
    uint32_t v;
    memcpy(&v, p, 4);
    return __builtin_bswap32(v);
}
static inline void wr16(uint8_t *p, uint16_t v)
{
    p[0] = v >> 8;
    p[1] = (uint8_t)v;
}
static inline void wr32(uint8_t *p, uint32_t v)
{
    v = __builtin_bswap32(v);
    memcpy(p, &v, 4);
}

/* One's complement sum in memory order; n is a multiple of 4 here except when verifying. */
static inline uint64_t sum_words(const uint8_t *p, int n, uint64_t acc)
{
    uint32_t w;
    for (; n >= 4; n -= 4, p += 4)
    {
        memcpy(&w, p, 4);
        acc += w;
    }
    if (n)
    {
        w = 0;
        memcpy(&w, p, n);
        acc += w;
    }
    return acc;
}
static inline uint16_t fold(uint64_t acc)
{
    acc = (acc & 0xffffffff) + (acc >> 32);
    acc = (acc & 0xffffffff) + (acc >> 32);
    acc = (acc & 0xffff) + (acc >> 16);
    acc = (acc & 0xffff) + (acc >> 16);
    return (uint16_t)~acc;
}
static inline uint64_t pseudo(const uint8_t *ip, int tcplen)
{
    return sum_words(ip + 12, 8, (uint64_t)(6u << 8) + __builtin_bswap16((uint16_t)tcplen));
}

static inline uint32_t cli_addr(uint64_t i)
{
    return CLI_NET | (uint32_t)(i & 0xffff);
}
static inline uint16_t cli_port(uint64_t i)
{
    return (uint16_t)(1024 + ((i >> 16) % 64512));
}
static inline uint32_t cli_isn(uint64_t i)
{
    return (uint32_t)(i * 2654435761u + 12345u);
}

static uint32_t drv_tsval = 100000; /* the clients' timestamp clock, ms */

static int build(uint8_t *p, uint64_t idx, uint32_t seq, uint32_t ack, int flags, int ts, uint32_t tsecr)
{
    int len = flags & F_SYN ? SYN_LEN : ts ? ACK_LEN : BARE_LEN;
    static uint16_t ipid;
    wr32(p, 0x45000000u | (uint32_t)len);
    wr16(p + 4, ipid++);
    wr16(p + 6, 0x4000);
    p[8] = 64;
    p[9] = 6;
    wr16(p + 10, 0);
    wr32(p + 12, cli_addr(idx));
    wr32(p + 16, SRV_ADDR);
    uint16_t c = fold(sum_words(p, 20, 0));
    memcpy(p + 10, &c, 2);
    uint8_t *t = p + 20;
    wr16(t, cli_port(idx));
    wr16(t + 2, SRV_PORT);
    wr32(t + 4, seq);
    wr32(t + 8, ack);
    t[12] = (uint8_t)((len - 20) / 4 << 4);
    t[13] = (uint8_t)flags;
    wr16(t + 14, flags & F_SYN ? 64240 : 502);
    wr32(t + 16, 0);
    uint8_t *o = t + 20;
    if (flags & F_SYN)
    {
        wr32(o, 0x020405B4);     /* MSS 1460 */
        wr32(o + 4, 0x0402080A); /* SACK permitted, timestamps */
        wr32(o + 8, drv_tsval);
        wr32(o + 12, 0);
        wr32(o + 16, 0x01030307); /* NOP, window scale 7 */
    }
    else if (ts)
    {
        wr32(o, 0x0101080A);
        wr32(o + 4, drv_tsval);
        wr32(o + 8, tsecr);
    }
    c = fold(sum_words(t, len - 20, pseudo(p, len - 20)));
    memcpy(t + 16, &c, 2);
    return len;
}

#endif
