/* Driver floor: a "stack" that answers with fixed headers and keeps nothing.
 * It verifies and computes no checksum; it shows what the driver itself costs. */
#include "../common/driver.h"
static uint64_t acc;
static uint8_t ans[64];
static const char *st_name(void)
{
    return "null";
}
static void st_init(uint64_t h, int b)
{
    (void)h;
    (void)b;
    memset(ans, 0, sizeof ans);
    wr32(ans, 0x45000000 | 52);
    ans[8] = 64;
    ans[9] = 6;
}
static void st_input(uint8_t *p, int len)
{
    (void)len;
    uint8_t *t = p + 20, *a = ans + 20;
    memcpy(ans + 16, p + 12, 4);
    memcpy(a + 2, t, 2);
    memcpy(a, t + 2, 2);
    a[12] = 0x80;
    wr32(a + 20, 0x0101080A);
    memcpy(a + 24, t + 24, 4);
    if (t[13] & F_SYN)
    {
        wr32(a + 4, 7);
        wr32(a + 8, rd32(t + 4) + 1);
        a[13] = F_SYN | F_ACK;
        drv_output(ans, 52);
    }
    else if (t[13] & F_FIN)
    {
        wr32(a + 4, 8);
        wr32(a + 8, rd32(t + 4) + 1);
        a[13] = F_FIN | F_ACK;
        drv_output(ans, 52);
    }
    else if (rd32(t + 8) == 8)
        acc++;
}
static void st_drain(void)
{
}
static void st_accept(void)
{
}
static void st_eof_close(void)
{
}
static void st_timers(void)
{
}
static uint64_t st_accepted(void)
{
    return acc;
}
static uint64_t st_live(void)
{
    return 0;
}
static void st_print_counters(void)
{
}
static int st_seed(uint64_t n)
{
    (void)n;
    return 1;
}
int main(int c, char **v)
{
    return drv_main(c, v);
}
