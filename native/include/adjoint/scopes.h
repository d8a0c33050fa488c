/* Scopes: they own the handles made while they are open. */
#ifndef ADJOINT_SCOPES_H_
#define ADJOINT_SCOPES_H_

#include "base.h"

ADJ_C_BEGIN

/** Opens a scope on this thread: it owns the handles made until it is closed. */
ADJ_API adj_status adj_scope_open(adj_transform* out);

/**
 * Closes the innermost scope or transform of this thread. The kept tensors move to the scope
 * around it, or to the caller when there is none, then outside is written as 1 (outside may be
 * null). Every other handle of the scope becomes stale.
 */
ADJ_API adj_status adj_scope_close(adj_transform scope, const adj_tensor* keep, int64_t count,
                                   int32_t* outside);

/** Number of scopes and transforms open on this thread. */
ADJ_API adj_status adj_scope_depth(int32_t* out);

ADJ_C_END

#endif /* ADJOINT_SCOPES_H_ */
