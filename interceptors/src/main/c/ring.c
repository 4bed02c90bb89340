/* Takes tickets and writes records. Any thread, any process, signal handlers included. */
#include <linux/futex.h>
#include <time.h>

#include "shim.h"

#define ROOM_WAIT_NS 200000

struct hf_header *hf_ring;
static struct hf_slot *slots;
static uint64_t slot_count;
static _Atomic uint64_t known_room; /* tickets below this one have room; may lag behind the truth */

void hf_ring_attach(struct hf_header *header) {
    slots = (struct hf_slot *)((char *)header + HF_HEADER_BYTES);
    slot_count = 1ull << header->slots_log2;
    hf_ring = header;
}

uint32_t hf_new_stream(void) {
    return atomic_fetch_add_explicit(&hf_ring->streams, 1, memory_order_relaxed);
}

static bool has_room(uint64_t end) {
    if (likely(end <= atomic_load_explicit(&known_room, memory_order_relaxed))) {
        return true;
    }
    uint64_t room = atomic_load_explicit(&hf_ring->tail, memory_order_acquire) + slot_count;
    atomic_store_explicit(&known_room, room, memory_order_relaxed);
    return end <= room;
}

/*
 * Back pressure: waits for the reader as long as it gives signs of life. A reader that has not visited for so long is dead
 * or hopeless; then recording ends for all processes, visibly, and the server goes on.
 */
static bool wait_for_room(uint64_t end) {
    uint64_t beat = atomic_load(&hf_ring->beat);
    int64_t since = hf_clock(CLOCK_MONOTONIC);
    while (!has_room(end)) {
        if (atomic_load_explicit(&hf_ring->abandoned, memory_order_relaxed)) {
            return false;
        }
        uint32_t low = (uint32_t)atomic_load(&hf_ring->tail);
        struct timespec pause = {0, ROOM_WAIT_NS};
        hf_raw6(SYS_futex, (long)&hf_ring->tail, FUTEX_WAIT, low, (long)&pause, 0, 0);
        uint64_t beat_now = atomic_load(&hf_ring->beat);
        int64_t now = hf_clock(CLOCK_MONOTONIC);
        if (beat_now != beat) {
            beat = beat_now;
            since = now;
        } else if (now - since > hf_ring->patience_ms * 1000000LL) {
            atomic_store(&hf_ring->abandoned, 1);
            return false;
        }
    }
    return true;
}

static struct hf_slot *slot(uint64_t ticket) {
    return &slots[ticket & (slot_count - 1)];
}

static void publish_slot(struct hf_slot *at, uint64_t mark) {
    atomic_store_explicit(&at->mark, mark, memory_order_release);
}

void hf_publish_as(int pid, enum hf_op op, int fd, int64_t result, const void *detail, unsigned length) {
    if (unlikely(atomic_load_explicit(&hf_ring->abandoned, memory_order_relaxed))) {
        return;
    }
    uint32_t stream = hf_stream();
    unsigned further = (length + HF_SLOT_DETAIL - 1) / HF_SLOT_DETAIL;
    uint64_t ticket = atomic_fetch_add(&hf_ring->head, 1 + further);
    if (unlikely(!has_room(ticket + 1 + further)) && !wait_for_room(ticket + 1 + further)) {
        return;
    }
    for (unsigned i = 0; i < further; i++) {
        struct hf_slot *more = slot(ticket + 1 + i);
        unsigned done = i * HF_SLOT_DETAIL;
        unsigned left = length - done < HF_SLOT_DETAIL ? length - done : HF_SLOT_DETAIL;
        memcpy(more->detail, (const char *)detail + done, left);
        memset(more->detail + left, 0, HF_SLOT_DETAIL - left);
        publish_slot(more, HF_FURTHER | (ticket + 2 + i));
    }
    struct hf_slot *first = slot(ticket);
    first->first.op = (uint8_t)op;
    first->first.further = (uint8_t)further;
    first->first.detail_bytes = (uint16_t)length;
    first->first.stream = stream;
    first->first.pid = pid;
    first->first.fd = fd;
    first->first.result = result;
    publish_slot(first, ticket + 1);
}

void hf_publish(enum hf_op op, int fd, int64_t result, const void *detail, unsigned length) {
    hf_publish_as(hf_pid(), op, fd, result, detail, length);
}
