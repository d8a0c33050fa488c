// What control groups leave a process of the processors.
#include "core/processors.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace adjoint {
namespace {

class Quota : public testing::Test {
 protected:
  Quota() { std::filesystem::create_directories(root_); }
  ~Quota() override { std::filesystem::remove_all(root_); }

  void write(const std::string& path, const std::string& text) {
    const std::filesystem::path file = root_ / path;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << text << '\n';
  }
  int of(const std::string& membership) {
    write("membership", membership);
    return processors_of_quota(root_.string(), (root_ / "membership").string());
  }

  std::filesystem::path root_ = std::filesystem::temp_directory_path() /
                                ("adjoint_quota_" + std::to_string(reinterpret_cast<std::uintptr_t>(this)));
};

TEST_F(Quota, NoBound) {
  EXPECT_EQ(0, of("0::/"));
  EXPECT_EQ(0, processors_of_quota("/does/not/exist", "/nor/does/this"));
  write("cpu.max", "max 100000");
  EXPECT_EQ(0, of("0::/"));
  write("cpu,cpuacct/cpu.cfs_quota_us", "-1");
  write("cpu,cpuacct/cpu.cfs_period_us", "100000");
  EXPECT_EQ(0, of("4:cpu,cpuacct:/"));
}

TEST_F(Quota, PartsOfAProcessorAreRoundedUp) {
  write("cpu.max", "150000 100000");
  EXPECT_EQ(2, of("0::/"));
  write("cpu.max", "1000 100000");
  EXPECT_EQ(1, of("0::/"));
  write("cpu.max", "400000 100000");
  EXPECT_EQ(4, of("0::/"));
}

TEST_F(Quota, TheTightestGroupOnTheWayUpBinds) {
  write("outer/cpu.max", "300000 100000");
  write("outer/inner/cpu.max", "max 100000");
  EXPECT_EQ(3, of("0::/outer/inner"));
  write("outer/inner/cpu.max", "200000 100000");
  EXPECT_EQ(2, of("0::/outer/inner"));
  EXPECT_EQ(3, of("0::/outer/other"));
}

TEST_F(Quota, VersionOne) {
  write("cpu,cpuacct/group/cpu.cfs_quota_us", "250000");
  write("cpu,cpuacct/group/cpu.cfs_period_us", "100000");
  EXPECT_EQ(3, of("7:memory:/group\n4:cpu,cpuacct:/group\n1:name=systemd:/group"));
}

TEST_F(Quota, NonsenseIsNoBound) {
  write("cpu.max", "many 100000");
  EXPECT_EQ(0, of("0::/"));
  write("cpu.max", "100000 0");
  EXPECT_EQ(0, of("0::/\nnonsense\n::\n"));
}

TEST(AvailableProcessors, AreAtLeastOne) { EXPECT_GE(available_processors(), 1); }

}  // namespace
}  // namespace adjoint
