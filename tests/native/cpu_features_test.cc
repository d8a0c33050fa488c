// What the processor says of itself is what the system says of it.
#include "core/cpu_features.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>

#include "kernels/target.h"

namespace adjoint {
namespace {

#if defined(__linux__) && defined(__x86_64__)

std::set<std::string> flags_of_the_system() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("flags")) {
      std::istringstream words(line.substr(line.find(':') + 1));
      return {std::istream_iterator<std::string>(words), {}};
    }
  return {};
}

TEST(CpuFeatures, AreThoseOfTheSystem) {
  const std::set<std::string> flags = flags_of_the_system();
  if (flags.empty()) GTEST_SKIP() << "/proc/cpuinfo tells no flags";
  for (int i = 0; i < kCpuFeatureCount; ++i) {
    const auto feature = static_cast<CpuFeature>(i);
    EXPECT_EQ(flags.contains(name_of(feature)), cpu_has(feature)) << name_of(feature);
  }
}

TEST(CpuFeatures, ChooseTheTarget) {
  kernels::Target all[4];
  const int count = kernels::supported_targets(all);
  ASSERT_GE(count, 1);
  const std::set<std::string> flags = flags_of_the_system();
  if (flags.empty()) GTEST_SKIP() << "/proc/cpuinfo tells no flags";
  EXPECT_EQ(1 + static_cast<int>(flags.contains("avx2")) + static_cast<int>(flags.contains("avx512vl")),
            count);
}

#endif

TEST(CpuFeatures, HaveNamesOfTheirOwn) {
  std::set<std::string> names;
  for (int i = 0; i < kCpuFeatureCount; ++i) names.insert(name_of(static_cast<CpuFeature>(i)));
  EXPECT_EQ(kCpuFeatureCount, static_cast<int>(names.size()));
}

}  // namespace
}  // namespace adjoint
