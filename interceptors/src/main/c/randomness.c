/* Random bytes that the program asked for: seeds of hash tables, generators, keys. Recorded at level OUTCOMES only. */
#include "shim.h"

static void was_random(const void *bytes, size_t asked, int64_t outcome) {
    size_t length = outcome < 0 ? 0 : asked;
    hf_publish(HF_RANDOM, -1, outcome, bytes, length > HF_DETAIL_MAX ? HF_DETAIL_MAX : (unsigned)length);
}

EXPORT ssize_t getrandom(void *to, size_t length, unsigned flags) {
    bool record = hf_outcomes();
    ssize_t got = real.getrandom_(to, length, flags);
    if (record) {
        was_random(to, got < 0 ? 0 : (size_t)got, hf_outcome(got));
    }
    return got;
}

EXPORT int getentropy(void *to, size_t length) {
    bool record = hf_outcomes();
    int result = real.getentropy_(to, length);
    if (record) {
        was_random(to, length, result == 0 ? (int64_t)length : hf_outcome(result));
    }
    return result;
}

EXPORT uint32_t arc4random(void) {
    bool record = hf_outcomes();
    if (HF_MISSING(arc4random)) {
        return (uint32_t)random();
    }
    uint32_t value = real.arc4random_();
    if (record) {
        was_random(&value, sizeof value, sizeof value);
    }
    return value;
}

EXPORT void arc4random_buf(void *to, size_t length) {
    bool record = hf_outcomes();
    if (HF_MISSING(arc4random_buf)) {
        return;
    }
    real.arc4random_buf_(to, length);
    if (record) {
        was_random(to, length, (int64_t)length);
    }
}

EXPORT uint32_t arc4random_uniform(uint32_t bound) {
    bool record = hf_outcomes();
    if (HF_MISSING(arc4random_uniform)) {
        return 0;
    }
    uint32_t value = real.arc4random_uniform_(bound);
    if (record) {
        was_random(&value, sizeof value, sizeof value);
    }
    return value;
}

/* ---- /dev/urandom, by descriptor and by stream --------------------------------------------------------------------- */

static bool is_source(const char *path) {
    return path != NULL && strncmp(path, "/dev/", 5) == 0
        && (strcmp(path + 5, "urandom") == 0 || strcmp(path + 5, "random") == 0);
}

static int opened(int fd, const char *path) {
    if (fd >= 0 && hf_outcomes() && (hf_kind(fd) != HF_NOTHING || is_source(path))) {
        hf_kind_set(fd, is_source(path) ? HF_RANDOMNESS : HF_NOTHING);
    }
    return fd;
}

static int open_as(int directory, const char *path, int flags, mode_t mode) {
    (void)hf_recording();
    return opened(real.openat_(directory, path, flags, mode), path);
}

#define MODE_ARGUMENT(flags)                                                                                          \
    mode_t mode = 0;                                                                                                  \
    if ((flags) & (O_CREAT | (O_TMPFILE & ~O_DIRECTORY))) {                                                           \
        __builtin_va_list rest;                                                                                       \
        __builtin_va_start(rest, flags);                                                                              \
        mode = __builtin_va_arg(rest, mode_t);                                                                        \
        __builtin_va_end(rest);                                                                                       \
    }

EXPORT int open(const char *path, int flags, ...) {
    MODE_ARGUMENT(flags)
    return open_as(AT_FDCWD, path, flags, mode);
}

EXPORT int open64(const char *path, int flags, ...) {
    MODE_ARGUMENT(flags)
    return open_as(AT_FDCWD, path, flags, mode);
}

EXPORT int openat(int directory, const char *path, int flags, ...) {
    MODE_ARGUMENT(flags)
    return open_as(directory, path, flags, mode);
}

EXPORT int openat64(int directory, const char *path, int flags, ...) {
    MODE_ARGUMENT(flags)
    return open_as(directory, path, flags, mode);
}

static ssize_t read_source(void *unused, char *to, size_t length) {
    (void)unused;
    return getrandom(to, length, 0);
}

/* stdio reads inside libc, past every wrapper; so the stream itself is ours. */
EXPORT FILE *fopen(const char *restrict path, const char *restrict mode) {
    if (!hf_outcomes() || !is_source(path)) {
        return real.fopen_(path, mode);
    }
    cookie_io_functions_t functions = {.read = read_source};
    FILE *stream = fopencookie(NULL, mode, functions);
    if (stream != NULL) {
        setvbuf(stream, NULL, _IONBF, 0);
    }
    return stream;
}

EXPORT FILE *fopen64(const char *restrict path, const char *restrict mode) {
    return fopen(path, mode);
}
