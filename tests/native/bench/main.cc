// Google Benchmark's own main, with the processor's target in the context.
#include <benchmark/benchmark.h>

#include "kernels/target.h"

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::AddCustomContext("target", adjoint::kernels::name_of(adjoint::kernels::active_target()));
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
