/* The library itself: versions, counters, threads. */
#ifndef ADJOINT_LIBRARY_H_
#define ADJOINT_LIBRARY_H_

#include "base.h"

ADJ_C_BEGIN

/** Counters of the process. */
typedef struct adj_statistics {
  /** Tensors that are alive. */
  int64_t live_tensors;
  /** Bytes of tensor data in use. */
  int64_t bytes_in_use;
  /** Highest value of bytes_in_use so far, or since adj_reset_peak. */
  int64_t peak_bytes;
  /** Bytes kept for reuse. */
  int64_t bytes_cached;
} adj_statistics;

/** Returns the ADJ_ABI_VERSION that the library was built with. */
ADJ_API int32_t adj_abi_version(void);

/**
 * Returns the version of the library, for people to read. The text lives as long as the
 * library.
 */
ADJ_API const char* adj_version(void);

/** Returns the name of the instruction set in use: "sse4", "avx2", "avx512" or "neon". */
ADJ_API const char* adj_target(void);

/**
 * Returns the message of the last failed call on this thread; empty when none failed. The text
 * is valid until the next failure on this thread.
 */
ADJ_API const char* adj_last_error(void);

/** Does nothing: the cost of a call. */
ADJ_API adj_status adj_nop(void);

/** Reads the counters of the process. */
ADJ_API adj_status adj_get_statistics(adj_statistics* out);

/** Sets the peak of the statistics back to what is in use now. */
ADJ_API adj_status adj_reset_peak(void);

/** Gives memory that is kept for reuse back to the system. */
ADJ_API adj_status adj_trim(void);

/**
 * For tests of what happens when memory runs out: after count more buffers of elements one is refused, or all
 * of them if it lasts, for the whole process.
 */
ADJ_API adj_status adj_begin_shortage(int64_t count, int32_t lasting);

/** Ends the shortage. Writes 1 if a buffer was refused. */
ADJ_API adj_status adj_end_shortage(int32_t* struck);

/**
 * Sets the number of threads that large operations use, at least 1; 0 returns to the default
 * (ADJOINT_NUM_THREADS, else what the process may use).
 */
ADJ_API adj_status adj_set_threads(int32_t count);

/** Reads the number of threads that large operations use. */
ADJ_API adj_status adj_get_threads(int32_t* out);

ADJ_C_END

#endif /* ADJOINT_LIBRARY_H_ */
