#include "core/processors.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <thread>

#if defined(__linux__)
#include <sched.h>
#endif

namespace adjoint {
namespace {

// What a file of the system says, and nothing where there is none. Not by a stream: those bring every locale
// along.
std::string content_of(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
  std::string content;
  if (!file) return content;
  for (char part[512];;) {
    const std::size_t count = std::fread(part, 1, sizeof part, file.get());
    if (count == 0) return content;
    content.append(part, count);
  }
}

int processors_of(std::int64_t quota, std::int64_t period) {
  if (quota <= 0 || period <= 0) return 0;
  return static_cast<int>(std::clamp<std::int64_t>((quota + period - 1) / period, 1, 1024));
}

// Version 2: "max 100000" or "150000 100000". What is no number counts as 0, and that as no bound.
int quota_of_unified(const std::string& folder) {
  const std::string bounds = content_of(folder + "/cpu.max");
  char* rest = nullptr;
  const std::int64_t quota = std::strtoll(bounds.c_str(), &rest, 10);
  return processors_of(quota, std::strtoll(rest, nullptr, 10));
}

std::int64_t number_in(const std::string& path) {
  return std::strtoll(content_of(path).c_str(), nullptr, 10);
}

// Version 1: -1 is no bound.
int quota_of_controller(const std::string& folder) {
  return processors_of(number_in(folder + "/cpu.cfs_quota_us"), number_in(folder + "/cpu.cfs_period_us"));
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
  const std::string groups = content_of(membership);
  int bound = 0;
  for (std::size_t at = 0, end; at < groups.size(); at = end + 1) {  // "0::/group" or "4:cpu,cpuacct:/group"
    end = std::min(groups.find('\n', at), groups.size());
    const std::string line = groups.substr(at, end - at);
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
