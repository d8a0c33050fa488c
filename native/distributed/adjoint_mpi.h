/*
 * Messages between the processes of a program that mpirun started: what Adjoint.Distributed needs of MPI, in
 * types that do not depend on whose MPI it is. All calls come from the thread that called adj_mpi_start.
 */
#ifndef ADJOINT_MPI_H_
#define ADJOINT_MPI_H_

#include <stdint.h>

#define ADJ_MPI_API __attribute__((visibility("default")))

#ifdef __cplusplus
extern "C" {
#endif

/** Version of this interface; a facade built against another one must refuse to work. */
#define ADJ_MPI_ABI_VERSION 1

/** In place of an MPI error: the process at the other end has left, and its message will not come. */
#define ADJ_MPI_LEFT 0x7fffffff

/** A message that is to be sent or received. */
typedef struct adj_mpi_message {
  /** Where its bytes are, or come to lie. */
  void* data;
  /** How many there are. One that is received is no longer. */
  int64_t bytes;
  /** The rank of the process at the other end. */
  int32_t peer;
  /** 1 to send it, 0 to receive it. */
  int32_t is_sent;
} adj_mpi_message;

/** Returns the ADJ_MPI_ABI_VERSION that the library was built with. */
ADJ_MPI_API int32_t adj_mpi_abi_version(void);

/** Starts MPI. Returns 0, or the error of MPI; writes the rank of this process and how many there are. */
ADJ_MPI_API int32_t adj_mpi_start(int32_t* rank, int32_t* size);

/**
 * Sends and receives messages, all at once, and returns when the last has arrived. Between two processes they
 * keep their order. Returns 0; or the error of MPI or ADJ_MPI_LEFT, and writes which message it was. After an
 * error the memory of all of them must stay for ever: MPI may still write to it.
 */
ADJ_MPI_API int32_t adj_mpi_transfer(const adj_mpi_message* messages, int32_t count, int32_t* failed);

/** Writes the text of an error of MPI, with a zero at its end, into room for so many bytes. */
ADJ_MPI_API void adj_mpi_error_text(int32_t error, char* text, int32_t capacity);

/** Tells the others that this process leaves, waits until all do, and ends MPI. Returns 0, or the error of
 * MPI. */
ADJ_MPI_API int32_t adj_mpi_finish(void);

#ifdef __cplusplus
}
#endif

#endif /* ADJOINT_MPI_H_ */
