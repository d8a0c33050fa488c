// Gates of recurrent cells, one table an instruction set.
#pragma once

#include "kernels/recurrent.h"
#include "kernels/simd.h"

namespace adjoint::kernels {

struct RecurrentTable {
  using Lstm = void (*)(const void* gates, const void* memory, void* out, const GateRows& shape);
  using LstmBack = void (*)(const void* gates, const void* memory, const void* cotangent, void* out,
                            const GateRows& shape);
  using Gru = void (*)(const void* of_inputs, const void* of_hidden, const void* hidden, void* out,
                       const GateRows& shape);
  using GruBack = void (*)(const void* of_inputs, const void* of_hidden, const void* hidden,
                           const void* cotangent, void* out, const GateRows& shape);

  // Null where a type is not floating.
  Lstm lstm[kDTypeCount];
  LstmBack lstm_back[kDTypeCount];
  Gru gru[kDTypeCount];
  GruBack gru_back[kDTypeCount];
};
SIMD_DECLARE_TABLE(RecurrentTable, recurrent)

}  // namespace adjoint::kernels
