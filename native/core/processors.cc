#include "core/processors.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <thread>

#if defined(__linux__)
#include <sched.h>
#endif

namespace adjoint {
namespace {

int processors_of(std::int64_t quota, std::int64_t period) {
  if (quota <= 0 || period <= 0) return 0;
  return static_cast<int>(std::clamp<std::int64_t>((quota + period - 1) / period, 1, 1024));
}

// Version 2: "max 100000" or "150000 100000".
int quota_of_unified(const std::string& folder) {
  std::ifstream file(folder + "/cpu.max");
  std::string quota;
  std::int64_t period = 0;
  if (!(file >> quota >> period) || quota == "max") return 0;
  return processors_of(std::strtoll(quota.c_str(), nullptr, 10), period);
}

// Version 1: -1 is no bound.
int quota_of_controller(const std::string& folder) {
  std::int64_t quota = 0, period = 0;
  std::ifstream(folder + "/cpu.cfs_quota_us") >> quota;
  std::ifstream(folder + "/cpu.cfs_period_us") >> period;
  return processors_of(quota, period);
}

bool lists_cpu(const std::string& controllers) {
  return ("," + controllers + ",").find(",cpu,") != std::string::npos;
}

// The tightest bound on the way from a group up to the root; inside a container the root is the group itself.
template <class Quota>
int tightest(const std::string& root, std::string group, Quota&& quota_of) {
  int bound = 0;
  for (;;) {
    if (const int here = quota_of(root + group); here != 0) bound = bound == 0 ? here : std::min(bound, here);
    if (group.empty()) return bound;
    group.erase(std::min(group.find_last_of('/'), group.size() - 1));
  }
}

}  // namespace

int processors_of_quota(const std::string& mount, const std::string& membership) {
  std::ifstream file(membership);
  int bound = 0;
  for (std::string line; std::getline(file, line);) {  // "0::/group" or "4:cpu,cpuacct:/group"
    const std::size_t first = line.find(':'), second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    std::string group = line.substr(second + 1);
    if (group == "/") group.clear();
    int here = 0;
    if (controllers.empty())
      here = tightest(mount, group, quota_of_unified);
    else if (lists_cpu(controllers))
      here = tightest(mount + "/" + controllers, group, quota_of_controller);
    if (here != 0) bound = bound == 0 ? here : std::min(bound, here);
  }
  return bound;
}

int available_processors() {
  int count = static_cast<int>(std::thread::hardware_concurrency());
#if defined(__linux__)
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) count = CPU_COUNT(&set);
  if (const int quota = processors_of_quota("/sys/fs/cgroup", "/proc/self/cgroup"); quota != 0)
    count = std::min(count, quota);
#endif
  return std::max(1, count);
}

}  // namespace adjoint
