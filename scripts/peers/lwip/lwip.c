/* lwIP's raw API under the common driver: no OS layer (NO_SYS), a netif of our own whose output is parsed in place. */
#include "../common/driver.h"
#include "lwip/init.h"
#include "lwip/ip.h"
#include "lwip/netif.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/stats.h"
#include "lwip/tcp.h"
#include "lwip/timeouts.h"

static struct netif nif;
static uint64_t accepted, closed;

u32_t sys_now(void)
{
    return now_ms();
}

static err_t on_recv(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t err)
{
    (void)arg;
    (void)err;
    if (p)
    {
        tcp_recved(pcb, p->tot_len);
        pbuf_free(p);
        return ERR_OK;
    }
    closed++;
    return tcp_close(pcb); /* the app closes at EOF */
}
static err_t on_accept(void *arg, struct tcp_pcb *pcb, err_t err)
{
    (void)arg;
    if (err != ERR_OK)
        return err;
    accepted++;
    tcp_recv(pcb, on_recv);
    return ERR_OK;
}
static err_t capture(struct netif *n, struct pbuf *p, const ip4_addr_t *to)
{
    (void)n;
    (void)to;
    static uint8_t flat[2048];
    if (p->next)
    {
        pbuf_copy_partial(p, flat, sizeof flat, 0);
        drv_output(flat, p->tot_len);
    }
    else
        drv_output(p->payload, p->len);
    return ERR_OK;
}
static err_t nif_init(struct netif *n)
{
    n->name[0] = 'm';
    n->name[1] = 'm';
    n->mtu = 1500;
    n->output = capture;
    return ERR_OK;
}

static const char *st_name(void)
{
    return "lwip";
}
static void st_init(uint64_t idle, int backlog)
{
    (void)idle;
    lwip_init();
    ip4_addr_t a, m, g;
    IP4_ADDR(&a, 198, 18, 0, 1);
    IP4_ADDR(&m, 255, 254, 0, 0);
    IP4_ADDR(&g, 198, 18, 0, 2);
    netif_add(&nif, &a, &m, &g, NULL, nif_init, ip4_input);
    netif_set_default(&nif);
    netif_set_up(&nif);
    netif_set_link_up(&nif);
    struct tcp_pcb *l = tcp_new();
    if (tcp_bind(l, IP_ADDR_ANY, SRV_PORT) != ERR_OK)
        exit(1);
    l = tcp_listen_with_backlog(l, backlog > 255 ? 255 : (u8_t)backlog);
    tcp_accept(l, on_accept);
    printf("INFO lwip sizeof(tcp_pcb)=%zu pool=%d backlog_opt=%d\n", sizeof(struct tcp_pcb), NPCB, BACKLOG);
}
static void st_input(uint8_t *pkt, int len)
{
    struct pbuf *p = pbuf_alloc(PBUF_RAW, (u16_t)len, PBUF_POOL);
    if (!p)
    {
        fprintf(stderr, "no pbuf\n");
        exit(1);
    }
    pbuf_take(p, pkt, (u16_t)len);
    if (nif.input(p, &nif) != ERR_OK)
        pbuf_free(p);
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
    sys_check_timeouts();
}
static uint64_t st_accepted(void)
{
    return accepted;
}
static uint64_t st_live(void)
{
#ifdef PCB_MALLOC
    uint64_t n = 0;
    for (struct tcp_pcb *p = tcp_active_pcbs; p; p = p->next)
        n++;
    return n;
#else
    return lwip_stats.memp[MEMP_TCP_PCB]->used;
#endif
}
static void st_print_counters(void)
{
    printf("COUNTERS lwip mib2.tcppassiveopens=%u mib2.tcpinsegs=%u mib2.tcpoutsegs=%u tcp.chkerr=%u tcp.drop=%u "
           "tcp.memerr=%u pcb_memp_err=%u closed_by_app=%lu\n",
           lwip_stats.mib2.tcppassiveopens, lwip_stats.mib2.tcpinsegs, lwip_stats.mib2.tcpoutsegs,
           (unsigned)lwip_stats.tcp.chkerr, (unsigned)lwip_stats.tcp.drop, (unsigned)lwip_stats.tcp.memerr,
#ifdef PCB_MALLOC
           0,
#else
           (unsigned)lwip_stats.memp[MEMP_TCP_PCB]->err,
#endif
           closed);
}
/* Puts n established PCBs on the active list without packets (a build by packets is O(n^2) here). */
static int st_seed(uint64_t n)
{
    for (uint64_t i = 0; i < n; i++)
    {
        struct tcp_pcb *p = tcp_new();
        if (!p)
            return 1;
        uint64_t k = i + (1ull << 30); /* tuples the driver does not reach */
        ip_addr_set_ip4_u32_val(p->local_ip, PP_HTONL(SRV_ADDR));
        ip_addr_set_ip4_u32_val(p->remote_ip, lwip_htonl(cli_addr(k)));
        p->local_port = SRV_PORT;
        p->remote_port = cli_port(k);
        p->state = ESTABLISHED;
        tcp_recv(p, on_recv);
        TCP_REG_ACTIVE(p);
    }
    return 0;
}
int main(int c, char **v)
{
    return drv_main(c, v);
}
