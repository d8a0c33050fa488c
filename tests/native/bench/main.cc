// Google Benchmark's own main, with the processor's target and the peers' versions in the context.
#include <benchmark/benchmark.h>

#include "kernels/target.h"
#include "peers.h"

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::AddCustomContext("target", adjoint::kernels::name_of(adjoint::kernels::active_target()));
  for (const auto& [name, version] : adjoint::bench::peer_versions())
    benchmark::AddCustomContext(name, version);
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
