/*
 * Counts the bytes that a process has allocated on its native heap, and their peak, in the file that HEAP_COUNTER names:
 * two 64-bit numbers, which may be read, and of which the second may be set, while the process runs. Preloaded with
 * LD_PRELOAD; the processes that it starts are not counted. Sizes are those that the allocator reserved. Not counted is
 * what is mapped without malloc, such as JavaScript's own heap.
 *
 * TensorFlow with oneDNN takes tensors from a pool, which grows and gives nothing back. Here they come from the heap, one
 * by one, so that it is tensors that are counted. Linux with glibc.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* glibc's own, under names that nothing else defines. */
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

struct counts {
  _Atomic int64_t live, peak;
};

/* What is allocated before the file is open is counted here. */
static struct counts early;
static struct counts *counts = &early;

static void count(int64_t bytes) {
  int64_t live = (counts->live += bytes);
  int64_t peak = counts->peak;
  while (live > peak && !__atomic_compare_exchange_n((int64_t *)&counts->peak, &peak, live, 1, __ATOMIC_RELAXED,
                                                     __ATOMIC_RELAXED)) {
  }
}

static void *counted(void *block) {
  if (block) count((int64_t)malloc_usable_size(block));
  return block;
}

__attribute__((constructor)) static void open_counts(void) {
  const char *name = getenv("HEAP_COUNTER");
  unsetenv("LD_PRELOAD");
  int file = name ? open(name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : -1;
  if (file < 0) return;
  if (ftruncate(file, sizeof(struct counts)) == 0) {
    struct counts *shared = mmap(NULL, sizeof(struct counts), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (shared != MAP_FAILED) {
      shared->live = early.live;
      shared->peak = early.peak;
      counts = shared;
    }
  }
  close(file);
}

void *malloc(size_t size) { return counted(__libc_malloc(size)); }

void *calloc(size_t number, size_t size) { return counted(__libc_calloc(number, size)); }

void *realloc(void *block, size_t size) {
  int64_t before = block ? (int64_t)malloc_usable_size(block) : 0;
  void *moved = __libc_realloc(block, size);
  if (moved || size == 0) count(-before);
  return counted(moved);
}

void *memalign(size_t alignment, size_t size) { return counted(__libc_memalign(alignment, size)); }

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **block, size_t alignment, size_t size) {
  if (alignment % sizeof(void *) != 0 || (alignment & (alignment - 1)) != 0 || alignment == 0) return EINVAL;
  void *made = memalign(alignment, size);
  if (!made) return ENOMEM;
  *block = made;
  return 0;
}

void free(void *block) {
  if (block) count(-(int64_t)malloc_usable_size(block));
  __libc_free(block);
}

/* The pool of libtensorflow: tensorflow::MklCPUAllocator::AllocateRaw and ::DeallocateRaw. */
void *_ZN10tensorflow15MklCPUAllocator11AllocateRawEmm(void *self, size_t alignment, size_t size) {
  (void)self;
  return memalign(alignment, size);
}

void _ZN10tensorflow15MklCPUAllocator13DeallocateRawEPv(void *self, void *block) {
  (void)self;
  free(block);
}
