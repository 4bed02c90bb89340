/* Knows which process and thread is running, and notices a process that was forked behind the wrappers' back. */
#include <sys/mman.h>

#include "shim.h"

static struct hf_identity before_init;
struct hf_identity *hf_identity_page = &before_init;
__thread uint32_t hf_thread_stream;
static int pid_in_memory; /* not wiped: in a fresh child this is still the parent's pid */

void hf_identity_init(void) {
    void *page = (void *)hf_raw6(SYS_mmap, 0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if ((unsigned long)page < -4095ul) {
        hf_identity_page = page;
        hf_raw3(SYS_madvise, (long)page, 4096, MADV_WIPEONFORK);
    }
    pid_in_memory = (int)hf_raw3(SYS_getpid, 0, 0, 0);
    hf_identity_page->pid = pid_in_memory;
}

/*
 * The first thing a forked process does, called from the fork wrapper or, when the fork went past it, from the first
 * record. Parent and child both publish FORK, each before it can publish anything else; the model takes the first.
 */
void hf_enter_child(void) {
    struct hf_child child = {.stream = hf_fork_stream, .late = hf_fork_stream == 0};
    if (child.late) {
        child.stream = hf_new_stream();
    }
    int parent = pid_in_memory;
    pid_in_memory = (int)hf_raw3(SYS_getpid, 0, 0, 0);
    hf_identity_page->pid = pid_in_memory;
    hf_thread_stream = child.stream;
    hf_fork_stream = 0;
    hf_publish_as(parent, HF_FORK, -1, pid_in_memory, &child, sizeof child);
    if (child.late) {
        hf_announce_all();
    }
}
