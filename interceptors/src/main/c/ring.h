/*
 * The ring between the shim (many producers, in the server's processes) and Java (one consumer). Sealed shared memory:
 * one header page, then 2^slots_log2 slots of 32 bytes. Little endian, natural alignment; Java mirrors this in RingLayout.
 *
 * Header
 *      0       magic | version | slots_log2 | level            (32 bits each; written by Java before the server starts)
 *     16       abandoned                                       (32 bits; a producer gave up waiting for the reader)
 *     20       patience_ms                                     (32 bits; how long a full ring waits for a silent reader)
 *     64       head    next ticket, taken by producers         (64 bits; tickets never repeat)
 *    128       tail    first ticket not yet consumed by Java   (64 bits)
 *    192       beat    counts Java's visits: the sign of life  (64 bits)
 *    256       streams next stream number                      (32 bits; a stream is one thread of one process)
 *
 * First slot of a record
 *     0                   1                   2                   3
 *     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *    +---------------------------------------------------------------+
 *    |                     ticket + 1, written last                  |
 *    |                            (64 bits)                          |
 *    +---------------+---------------+-------------------------------+
 *    |      op       | further slots |        detail bytes           |
 *    +---------------+---------------+-------------------------------+
 *    |                            stream                             |
 *    +---------------------------------------------------------------+
 *    |                             pid                               |
 *    +---------------------------------------------------------------+
 *    |                              fd                               |
 *    +---------------------------------------------------------------+
 *    |                            result                             |
 *    |                            (64 bits)                          |
 *    +---------------------------------------------------------------+
 * Further slot
 *    +---------------------------------------------------------------+
 *    |      2^63 + ticket + 1 (64 bits), then 24 detail bytes        |
 *    +---------------------------------------------------------------+
 *
 * A record takes 1 + further slots tickets at once. The further slots are written before the first one, so a record whose
 * first slot is there is complete. A producer that was killed between taking a ticket and writing leaves a hole, which the
 * reader skips after a while.
 *
 * op            fd           result                detail                                               published
 *  1 ACCEPT     listening    new fd or -errno      struct hf_addresses (peer, local)                    after
 *  2 READ       connection   bytes or -errno       flags (32 bits) if there are any                     after
 *  3 WRITE      connection   bytes or -errno                                                            after
 *  4 CLOSE      closed       enum hf_close_why                                                          before
 *  5 SHUTDOWN   connection   how                                                                        before
 *  6 EPOLL      epoll        ready, here and after struct hf_ready (key = fd, or -1)                    after
 *  7 POLL       -1           ready, here and after struct hf_ready (key = index)                        after
 *  8 SELECT     -1           ready, here and after struct hf_ready (key = fd; events 1 r, 2 w, 4 x)     after
 *  9 TIME       -1           wall clock, ns        monotonic clock, ns (64 bits)                        after each wait
 * 10 RANDOM     -1           bytes or -errno       the bytes, or as many as fit                         after
 * 11 FORK       -1           child's pid           struct hf_child; pid is the parent's                 by both sides
 * 12 EXIT       -1           status, or -1                                                              before
 * 13 DUP        old          new fd                                                                     after
 * 14 EXEC       -1           0                                                                          before
 * 15 THREAD     -1           new thread's stream                                                        before
 * 16 LISTEN     listening    0                     struct hf_addresses (peer all zero)                  after
 * 17 START      -1           parent's pid                                                               at load
 * 18 HOLD       connection   0                     struct hf_addresses: held without an accept here     at load, ...
 * "ready, here and after": when more are ready than fit one record, records of the same stream follow at once.
 */
#ifndef HOLDFAST_RING_H
#define HOLDFAST_RING_H

#include <stdatomic.h>
#include <stdint.h>

#define HF_MAGIC 0x44484652u /* "RFHD" */
#define HF_VERSION 1u
#define HF_HEADER_BYTES 4096
#define HF_SLOT_BYTES 32
#define HF_SLOT_DETAIL 24
#define HF_FURTHER (1ull << 63)
#define HF_DETAIL_MAX 4096
#define HF_SLOTS_LOG2_MIN 10 /* the longest record has 172 slots */
#define HF_SLOTS_LOG2_MAX 24

enum hf_op {
    HF_ACCEPT = 1,
    HF_READ = 2,
    HF_WRITE = 3,
    HF_CLOSE = 4,
    HF_SHUTDOWN = 5,
    HF_EPOLL = 6,
    HF_POLL = 7,
    HF_SELECT = 8,
    HF_TIME = 9,
    HF_RANDOM = 10,
    HF_FORK = 11,
    HF_EXIT = 12,
    HF_DUP = 13,
    HF_EXEC = 14,
    HF_THREAD = 15,
    HF_LISTEN = 16,
    HF_START = 17,
    HF_HOLD = 18,
};

enum hf_level {
    HF_OFF = 0,
    HF_LIFECYCLE = 1, /* ACCEPT CLOSE SHUTDOWN FORK EXIT DUP EXEC LISTEN START HOLD: what crash-or-close needs (I5) */
    HF_OUTCOMES = 2,  /* everything: what replay needs (I2) */
};

enum hf_close_why { HF_BY_CALL = 0, HF_BY_EXEC = 1 };

struct hf_header {
    uint32_t magic, version, slots_log2, level;
    _Atomic uint32_t abandoned;
    uint32_t patience_ms;
    uint8_t pad0[40];
    _Atomic uint64_t head;
    uint8_t pad1[56];
    _Atomic uint64_t tail;
    uint8_t pad2[56];
    _Atomic uint64_t beat;
    uint8_t pad3[56];
    _Atomic uint32_t streams;
    uint8_t pad4[HF_HEADER_BYTES - 260];
};

struct hf_slot {
    _Atomic uint64_t mark;
    union {
        struct {
            uint8_t op, further;
            uint16_t detail_bytes;
            uint32_t stream;
            int32_t pid, fd;
            int64_t result;
        } first;
        uint8_t detail[HF_SLOT_DETAIL];
    };
};

/* family 4 or 6; ports in host order; addresses in network order, 4 or 16 bytes each, peer first */
struct hf_addresses {
    uint8_t family, zero;
    uint16_t peer_port, local_port, zero2;
    uint8_t bytes[32];
};
#define HF_ADDRESSES_V4 (8 + 8)
#define HF_ADDRESSES_V6 (8 + 32)

struct hf_child {
    uint32_t stream;
    uint32_t late; /* 1: found by the child itself, the parent did not announce it */
};

struct hf_ready {
    uint32_t events;
    int32_t key;
};

_Static_assert(sizeof(struct hf_header) == HF_HEADER_BYTES, "header");
_Static_assert(sizeof(struct hf_slot) == HF_SLOT_BYTES, "slot");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "little endian only");

#endif
