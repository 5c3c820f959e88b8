/* The Linux kernel's TCP under the common driver: raw packets go in and out through a TUN device in a network namespace
 * of this process's own, which ends with it; the server is an ordinary socket. write() to the TUN runs the whole
 * receive path, so one thread does everything, with about ten system calls a cycle. Needs root and ip(8). Environment:
 * SYNCOOKIES=0|1|2, the sysctl tcp_syncookies (default: the kernel's own).
 */
#define HARNESS_MEM
#include "../common/driver.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>

/* The hard limit of open files may be small, so idle sockets are parked: once this process has MAX_IDLE of them it
 * forks a child that just sleeps on its copies, and closes its own. The kernel ends the children if this process dies.
 */
#define MAX_IDLE 8000
#define MAX_PARKED 4096
static int idle_fds[MAX_IDLE], n_idle;
static pid_t parked[MAX_PARKED];
static int n_parked;

static int tun, lfd;
static uint64_t accepted, closed;

static void die(const char *w)
{
    perror(w);
    exit(1);
}
static void sysctl_set(const char *path, const char *v)
{
    int f = open(path, O_WRONLY);
    if (f < 0 || write(f, v, strlen(v)) < 0)
        die(path);
    close(f);
}
static uint64_t meminfo(const char *key)
{
    char l[256];
    uint64_t v = 0;
    FILE *f = fopen("/proc/meminfo", "r");
    while (fgets(l, sizeof l, f))
        if (!strncmp(l, key, strlen(key)))
            v = strtoull(l + strlen(key), 0, 10) * 1024;
    fclose(f);
    return v;
}
static uint64_t rss_bytes(void)
{
    return meminfo("Slab:") + meminfo("VmallocUsed:") + meminfo("Percpu:");
}

static uint64_t counter(const char *file, const char *group, const char *name)
{
    char h[8192], v[8192];
    uint64_t r = 0;
    FILE *f = fopen(file, "r");
    size_t g = strlen(group);
    while (fgets(h, sizeof h, f) && fgets(v, sizeof v, f))
    {
        if (strncmp(h, group, g))
            continue;
        char *sh, *sv, *a = strtok_r(h, " \n", &sh), *b = strtok_r(v, " \n", &sv);
        for (; a && b; a = strtok_r(0, " \n", &sh), b = strtok_r(0, " \n", &sv))
            if (!strcmp(a, name))
                r = strtoull(b, 0, 10);
    }
    fclose(f);
    return r;
}
#define TCPC(n) counter("/proc/net/snmp", "Tcp:", n)
#define EXTC(n) counter("/proc/net/netstat", "TcpExt:", n)

static const char *st_name(void)
{
    return "linux";
}
static void st_init(uint64_t idle, int backlog)
{
    (void)idle;
    struct rlimit rl;
    getrlimit(RLIMIT_NOFILE, &rl);
    rl.rlim_cur = rl.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &rl))
        die("rlimit");
    if (rl.rlim_cur < MAX_IDLE + 2 * MAX_BATCH)
    {
        fprintf(stderr, "RLIMIT_NOFILE too small\n");
        exit(1);
    }
    if (unshare(CLONE_NEWNET))
        die("unshare");
    tun = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (tun < 0)
        die("tun");
    struct ifreq r = {.ifr_name = "tun0", .ifr_flags = IFF_TUN | IFF_NO_PI};
    if (ioctl(tun, TUNSETIFF, &r))
        die("TUNSETIFF");
    sysctl_set("/proc/sys/net/ipv6/conf/tun0/disable_ipv6", "1");
    if (system("ip link set lo up && ip link set tun0 txqueuelen 8192 && ip addr add 198.18.0.1/24 dev tun0 && "
               "ip link set tun0 up && ip route add 198.19.0.0/16 dev tun0"))
        exit(1);
    if (getenv("SYNCOOKIES"))
        sysctl_set("/proc/sys/net/ipv4/tcp_syncookies", getenv("SYNCOOKIES"));
    lfd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(SRV_PORT), .sin_addr.s_addr = htonl(SRV_ADDR)};
    if (bind(lfd, (void *)&a, sizeof a) || listen(lfd, backlog))
        die("listen");
}

static void park_held(void)
{
    if (n_parked == MAX_PARKED)
    {
        fprintf(stderr, "too many idle connections: %d\n", MAX_PARKED * MAX_IDLE);
        exit(1);
    }
    struct linger abort_at_close = {1, 0}; /* the end of a run resets them, instead of a million FINs */
    for (int i = 0; i < n_idle; i++)
        setsockopt(idle_fds[i], SOL_SOCKET, SO_LINGER, &abort_at_close, sizeof abort_at_close);
    pid_t parent = getpid(), p = fork();
    if (p < 0)
        die("fork");
    if (p == 0)
    {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent)
            _exit(1);
        close(tun);
        close(lfd);
        for (;;)
            pause();
    }
    parked[n_parked++] = p;
    for (int i = 0; i < n_idle; i++)
        close(idle_fds[i]);
    n_idle = 0;
}
static void st_input(uint8_t *p, int len)
{
    if (write(tun, p, len) != len)
        die("tun write");
}
static void st_drain(void)
{
    uint8_t b[2048];
    while (drain_all || drv_pending > 0)
    {
        ssize_t n = read(tun, b, sizeof b);
        if (n < 0)
        {
            if (errno == EAGAIN)
                return;
            die("tun read");
        }
        drv_output(b, (int)n);
    }
}
static void st_accept(void)
{
    for (int j = 0; j < batch_n; j++)
    {
        struct sockaddr_in a;
        socklen_t l = sizeof a;
        int fd = accept4(lfd, (void *)&a, &l, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0)
        {
            if (errno == EAGAIN)
                return;
            die("accept");
        }
        accepted++;
        if (drv_holding)
        {
            idle_fds[n_idle++] = fd;
            if (n_idle == MAX_IDLE)
                park_held();
        }
        uint64_t i = (ntohl(a.sin_addr.s_addr) & 0xffff) | (uint64_t)(uint16_t)(ntohs(a.sin_port) - 1024) << 16;
        if (i - batch_base < (uint64_t)batch_n)
            slots[i - batch_base].app = (void *)(intptr_t)fd;
    }
}
static void st_eof_close(void)
{
    char c;
    for (int j = 0; j < batch_n; j++)
    {
        int fd = (int)(intptr_t)slots[j].app;
        if (read(fd, &c, 1) != 0)
            fail("no EOF");
        close(fd);
        closed++;
    }
}
static void st_timers(void)
{
}
static uint64_t st_accepted(void)
{
    return accepted;
}
static uint64_t st_live(void)
{
    return TCPC("CurrEstab");
}
static void st_print_counters(void)
{
    printf("COUNTERS linux PassiveOpens=%lu CurrEstab=%lu InSegs=%lu OutSegs=%lu InErrs=%lu OutRsts=%lu "
           "ListenOverflows=%lu ListenDrops=%lu SyncookiesSent=%lu TCPReqQFullDoCookies=%lu TCPReqQFullDrop=%lu "
           "closed_by_app=%lu\n",
           TCPC("PassiveOpens"), TCPC("CurrEstab"), TCPC("InSegs"), TCPC("OutSegs"), TCPC("InErrs"), TCPC("OutRsts"),
           EXTC("ListenOverflows"), EXTC("ListenDrops"), EXTC("SyncookiesSent"), EXTC("TCPReqQFullDoCookies"),
           EXTC("TCPReqQFullDrop"), closed);
}
static int st_seed(uint64_t n)
{
    (void)n;
    return 1;
}
int main(int c, char **v)
{
    int rc = drv_main(c, v);
    for (int i = 0; i < n_parked; i++)
        kill(parked[i], SIGKILL);
    while (n_parked > 0 && wait(0) > 0)
        n_parked--;
    return rc;
}
