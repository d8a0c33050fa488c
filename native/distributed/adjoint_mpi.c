#include "adjoint_mpi.h"

#include <mpi.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// A communicator of our own: what else the program sends by MPI is not taken for ours.
static MPI_Comm processes = MPI_COMM_NULL;
static int rank_here, process_count;

enum { kTagOfData, kTagOfLeaving };

// MPI counts in int.
static const int64_t kMostBytes = (int64_t)1 << 30;

int32_t adj_mpi_abi_version(void) { return ADJ_MPI_ABI_VERSION; }

int32_t adj_mpi_start(int32_t* rank, int32_t* size) {
  int provided = 0;
  int error = MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &provided);
  if (error != MPI_SUCCESS) return error;
  error = MPI_Comm_dup(MPI_COMM_WORLD, &processes);
  if (error == MPI_SUCCESS) error = MPI_Comm_set_errhandler(processes, MPI_ERRORS_RETURN);
  if (error == MPI_SUCCESS) error = MPI_Comm_rank(processes, &rank_here);
  if (error == MPI_SUCCESS) error = MPI_Comm_size(processes, &process_count);
  *rank = rank_here;
  *size = process_count;
  return error;
}

// The processors may be fewer than the processes: who waits long lets others work. A long message comes in
// pieces, each of which takes a look.
static void let_others_work(int64_t looks, int64_t bytes) {
  const struct timespec nap = {0, 50 * 1000};
  if (looks < 100 + bytes / 256) {
    sched_yield();
  } else {
    nanosleep(&nap, NULL);
  }
}

// Waits for a request. What a process sent before it left has arrived when its farewell has: one more look
// tells.
static int wait_for(MPI_Request* request, int peer, int64_t bytes) {
  int has_left = 0;
  for (int64_t looks = 0;; ++looks) {
    int done = 0;
    int error = MPI_Test(request, &done, MPI_STATUS_IGNORE);
    if (error != MPI_SUCCESS || done) return error;
    if (has_left) return ADJ_MPI_LEFT;
    if (looks % 64 == 63) {
      error = MPI_Iprobe(peer, kTagOfLeaving, processes, &has_left, MPI_STATUS_IGNORE);
      if (error != MPI_SUCCESS) return error;
    }
    let_others_work(looks, bytes);
  }
}

static int32_t parts_of(const adj_mpi_message* message) {
  return message->bytes <= kMostBytes ? 1 : (int32_t)((message->bytes + kMostBytes - 1) / kMostBytes);
}

static int post(const adj_mpi_message* message, int32_t part, MPI_Request* request) {
  char* data = (char*)message->data + part * kMostBytes;
  const int64_t left = message->bytes - part * kMostBytes;
  const int bytes = (int)(left < kMostBytes ? left : kMostBytes);
  return message->is_sent ? MPI_Isend(data, bytes, MPI_BYTE, message->peer, kTagOfData, processes, request)
                          : MPI_Irecv(data, bytes, MPI_BYTE, message->peer, kTagOfData, processes, request);
}

int32_t adj_mpi_transfer(const adj_mpi_message* messages, int32_t count, int32_t* failed) {
  int64_t total = 0;
  for (int32_t i = 0; i < count; ++i) total += parts_of(&messages[i]);
  MPI_Request* requests = malloc((size_t)(total + 1) * sizeof(MPI_Request));
  if (!requests) return MPI_ERR_NO_MEM;
  int error = MPI_SUCCESS;
  int64_t next = 0;
  for (*failed = 0; *failed < count; ++*failed)
    for (int32_t part = 0; part < parts_of(&messages[*failed]); ++part)
      if ((error = post(&messages[*failed], part, &requests[next++])) != MPI_SUCCESS) goto end;
  next = 0;
  for (*failed = 0; *failed < count; ++*failed)
    for (int32_t part = 0; part < parts_of(&messages[*failed]); ++part)
      if ((error = wait_for(&requests[next++], messages[*failed].peer, messages[*failed].bytes)) !=
          MPI_SUCCESS)
        goto end;
end:
  free(requests);
  return error;
}

void adj_mpi_error_text(int32_t error, char* text, int32_t capacity) {
  char all[MPI_MAX_ERROR_STRING + 1] = "";
  int length = 0;
  if (capacity < 1) return;
  if (MPI_Error_string(error, all, &length) != MPI_SUCCESS) strcpy(all, "unknown error of MPI");
  strncpy(text, all, (size_t)capacity - 1);
  text[capacity - 1] = 0;
}

int32_t adj_mpi_finish(void) {
  char nothing = 0;
  for (int peer = 0; peer < process_count; ++peer) {
    if (peer == rank_here) continue;
    MPI_Request sent;  // so short a message needs no receiver to be gone
    int error = MPI_Isend(&nothing, 0, MPI_BYTE, peer, kTagOfLeaving, processes, &sent);
    if (error == MPI_SUCCESS) error = MPI_Request_free(&sent);
    if (error != MPI_SUCCESS) return error;
  }
  for (int peer = 0; peer < process_count; ++peer) {
    if (peer == rank_here) continue;
    MPI_Request farewell;
    int done = 0;
    int error = MPI_Irecv(&nothing, 0, MPI_BYTE, peer, kTagOfLeaving, processes, &farewell);
    for (int64_t looks = 0; error == MPI_SUCCESS && !done; ++looks) {
      error = MPI_Test(&farewell, &done, MPI_STATUS_IGNORE);
      let_others_work(looks, 0);
    }
    if (error != MPI_SUCCESS) return error;
  }
  MPI_Comm_free(&processes);
  return MPI_Finalize();
}
