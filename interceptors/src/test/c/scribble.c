/* A hostile server: fills the ring that it was given with noise, again and again, while the reader reads. */
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>

int main(int count, char **words) {
    (void)count;
    const char *text = getenv("HOLDFAST_RING_FD");
    int fd = text ? atoi(text) : -1;
    struct stat stat;
    if (fd < 0 || fstat(fd, &stat) < 0) {
        return 2;
    }
    uint64_t *ring = mmap(NULL, (size_t)stat.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (ring == MAP_FAILED) {
        return 3;
    }
    uint64_t noise = strtoull(words[1], NULL, 10) * 2 + 1;
    for (int round = 0; round < 30; round++) {
        for (long at = 8; at < stat.st_size / 8; at++) {
            noise = noise * 6364136223846793005ull + 1442695040888963407ull;
            ring[at] = noise >> (noise >> 60); /* small numbers as well as large ones */
        }
    }
    return 0;
}
