/* Finds the libc functions that ours stand in front of. */
#include "shim.h"

struct hf_real real;

/* A function may be absent (older libc): its pointer stays NULL. dlsym allocates nothing when it succeeds. */
void hf_resolve(void) {
    int saved = errno;
#define X(name) *(void **)(&real.name##_) = dlsym(RTLD_NEXT, #name);
    HF_REAL_FUNCTIONS(X)
#undef X
    *(void **)(&real.close_range_) = dlsym(RTLD_NEXT, "close_range");
    *(void **)(&real.syscall_) = dlsym(RTLD_NEXT, "syscall");
    errno = saved;
}
