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
#include <unistd.h>

enum { IP_SOURCE = 12, PORTS = 20, SEQ = 24, ACK = 28, FLAGS = 33, CHECKSUM = 36 };
enum { SYN_FLAG = 0x02, SYN_ACK_FLAGS = 0x12 };
enum { SYNS, ACKS };

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
 * Reads so many frames and adds what they were to the counts. Returns 0, or a negated errno: EAGAIN after most_empty
 * reads that found nothing.
 */
int tun_floor_run(int fd, int64_t frames, int64_t most_empty, int64_t *counts)
{
    static uint8_t frame[2048] __attribute__((aligned(64)));
    while (frames > 0)
    {
        ssize_t length = read(fd, frame, sizeof frame);
        if (length > 0)
        {
            frames--;
            if (frame[FLAGS] != SYN_FLAG)
            {
                counts[ACKS]++;
                continue;
            }
            counts[SYNS]++;
            answer(frame);
            if (write(fd, frame, length) != length)
            {
                return -errno;
            }
        }
        else if (errno != EAGAIN || --most_empty == 0)
        {
            return -errno;
        }
    }
    return 0;
}
