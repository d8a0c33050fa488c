/* The public header is C: it must compile as C99 and pass its own types around by value. */
#include "adjoint/adjoint.h"

int adjoint_header_compiles_as_c99(void);

int adjoint_header_compiles_as_c99(void) {
  const adj_tensor none = {0};
  adj_tensor out = none;
  return adj_exp(none, &out) == ADJ_ERROR_HANDLE;
}
