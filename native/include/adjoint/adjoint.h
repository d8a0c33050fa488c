/* Adjoint: the C interface of the native core, one header a family.
 *
 * Conventions
 *  - A tensor is an opaque 64-bit handle made of a slot and a generation. A stale, forged or foreign
 *    handle is reported as a status; no argument can crash the process.
 *  - Every function that can fail returns adj_status and writes its result through out-parameters,
 *    which are left untouched on failure. The message of the thread's last failure is read with
 *    adj_last_error.
 *  - A handle that a function returns is owned by the caller and given back with adj_release, unless
 *    it was made inside an open scope of the calling thread: then the scope owns it.
 *  - Sizes, extents and axes are int64_t. Axes may be negative and then count from the end.
 *  - Functions may be called from any thread. A tensor recorded by an open transform belongs to the
 *    thread that opened it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ADJOINT_ADJOINT_H_
#define ADJOINT_ADJOINT_H_

/* Types, the library itself, what its operations say of themselves, and tensors. */
#include "base.h"
#include "library.h"
#include "operations.h"
#include "tensors.h"

/* Scopes and transforms. */
#include "batches.h"
#include "checkpoints.h"
#include "recordings.h"
#include "scopes.h"
#include "transforms.h"

/* The operations, by family. */
#include "activation.h"
#include "attention.h"
#include "binary.h"
#include "complex.h"
#include "control.h"
#include "conv.h"
#include "convert.h"
#include "create.h"
#include "custom.h"
#include "decompose.h"
#include "einsum.h"
#include "fft.h"
#include "index.h"
#include "linalg.h"
#include "logical.h"
#include "loss.h"
#include "normalize.h"
#include "optimize.h"
#include "parts.h"
#include "pool.h"
#include "programs.h"
#include "random.h"
#include "recurrent.h"
#include "reduce.h"
#include "resize.h"
#include "scan.h"
#include "scatter.h"
#include "select.h"
#include "shape.h"
#include "sort.h"
#include "special.h"
#include "ternary.h"
#include "unary.h"

#endif /* ADJOINT_ADJOINT_H_ */
