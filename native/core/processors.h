// How many processors this process may use.
#pragma once

#include <string>

namespace adjoint {

// Those that it may be scheduled on, and no more than what its control groups (a container, say) let it have
// of their time.
int available_processors();

// The processors' worth of time that the control groups mounted at `mount` grant a process whose own are
// listed in `membership`, rounded up; 0 when there is no bound. Versions 1 and 2.
int processors_of_quota(const std::string& mount, const std::string& membership);

}  // namespace adjoint
