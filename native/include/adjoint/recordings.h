/* Recordings that outlive the transform which made them, to be run any number of times. */
#ifndef ADJOINT_RECORDINGS_H_
#define ADJOINT_RECORDINGS_H_

#include "base.h"

ADJ_C_BEGIN

/** A recording that outlives the transform which made it. Zero is none. */
typedef struct adj_recording {
  /** Its number, unique within the process. */
  uint64_t id;
} adj_recording;

/**
 * Makes a recording of what a transform has done so far, from its watched inputs to these outputs, to be run
 * again by adj_recording_pull and adj_recording_push after the transform was closed. values receives the
 * outputs as tensors that the transform does not follow; those around it do. It may be null.
 */
ADJ_API adj_status adj_transform_record(adj_transform transform, const adj_tensor* inputs,
                                        int64_t input_count, const adj_tensor* outputs, int64_t output_count,
                                        adj_tensor* values, adj_recording* out);

/**
 * Reverse mode over a recording, as adj_transform_gradients. A zero handle among the cotangents stands for
 * zeros. May be called any number of times, on the thread that made the recording. ADJ_ERROR_NO_VALUE where a
 * gradient depends on the value of a direction: what was recorded is not linear in it.
 */
ADJ_API adj_status adj_recording_pull(adj_recording recording, const adj_tensor* cotangents,
                                      int64_t output_count, adj_tensor* gradients, int64_t input_count);

/** Forward mode over a recording, as adj_transform_tangents. */
ADJ_API adj_status adj_recording_push(adj_recording recording, const adj_tensor* tangents,
                                      int64_t input_count, adj_tensor* output_tangents, int64_t output_count);

/** Gives a recording back, from any thread. */
ADJ_API adj_status adj_recording_release(adj_recording recording);

ADJ_C_END

#endif /* ADJOINT_RECORDINGS_H_ */
