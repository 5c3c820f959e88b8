/*
 * The least that a server must do for a handshake over a TUN device: read the SYN, write a SYN,ACK, read the ACK. No
 * protocol, no table, no timers: what is measured here is the device, and what the engine takes longer is the engine's.
 *
 * A SYN goes back where it came from as a SYN,ACK of the same length, made in place: addresses and ports swapped, which
 * changes no checksum, the ACK bit and number put in and the checksum corrected by them (RFC 1624), so that the kernel
 * does with it what it does with the engine's. IPv4 without options.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { IP_SOURCE = 12, PORTS = 20, SEQ = 24, ACK = 28, FLAGS = 33, CHECKSUM = 36 };
enum { SYN_FLAG = 0x02, SYN_ACK_FLAGS = 0x12, EMPTY_PER_LOOK = 1024 };
enum { SYNS, ACKS, EMPTY_READS, ELAPSED_NS };

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static void answer(uint8_t *frame)
{
    uint32_t from, to, seq, ack, sum;
    uint16_t ports[2], checksum;
    memcpy(&from, frame + IP_SOURCE, 4);
    memcpy(&to, frame + IP_SOURCE + 4, 4);
    memcpy(frame + IP_SOURCE, &to, 4);
    memcpy(frame + IP_SOURCE + 4, &from, 4);
    memcpy(ports, frame + PORTS, 4);
    memcpy(frame + PORTS, &ports[1], 2);
    memcpy(frame + PORTS + 2, &ports[0], 2);
    memcpy(&seq, frame + SEQ, 4);
    ack = htonl(ntohl(seq) + 1);
    memcpy(frame + ACK, &ack, 4);
    frame[FLAGS] = SYN_ACK_FLAGS;
    memcpy(&checksum, frame + CHECKSUM, 2);
    sum = (uint16_t)~checksum + (ack & 0xFFFF) + (ack >> 16) + htons(SYN_ACK_FLAGS ^ SYN_FLAG);
    sum = (sum & 0xFFFF) + (sum >> 16);
    sum = (sum & 0xFFFF) + (sum >> 16);
    checksum = (uint16_t)~sum;
    memcpy(frame + CHECKSUM, &checksum, 2);
}

/*
 * Serves so many handshakes. Returns 0, or a negated errno; ETIME after limit_ns. The time runs from the first frame to
 * the last, empty reads are those in this time.
 */
int tun_floor_run(int fd, int64_t handshakes, int64_t limit_ns, int64_t *results)
{
    static uint8_t frame[2048] __attribute__((aligned(64)));
    int64_t syns = 0, acks = 0, empty = 0, start_ns = 0, deadline_ns = now_ns() + limit_ns;
    int status = 0;
    while (syns < handshakes || acks < handshakes)
    {
        ssize_t length = read(fd, frame, sizeof frame);
        if (length > 0)
        {
            if (start_ns == 0)
            {
                start_ns = now_ns();
                empty = 0;
            }
            if (frame[FLAGS] != SYN_FLAG)
            {
                acks++;
                continue;
            }
            syns++;
            answer(frame);
            if (write(fd, frame, length) != length)
            {
                status = -errno;
                break;
            }
        }
        else if (errno != EAGAIN)
        {
            status = -errno;
            break;
        }
        else if (++empty % EMPTY_PER_LOOK == 0 && now_ns() > deadline_ns)
        {
            status = -ETIME;
            break;
        }
    }
    results[SYNS] = syns;
    results[ACKS] = acks;
    results[EMPTY_READS] = empty;
    results[ELAPSED_NS] = start_ns == 0 ? 0 : now_ns() - start_ns;
    return status;
}
