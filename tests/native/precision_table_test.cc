// The page of errors leaves out no function.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "precision/functions.h"

namespace adjoint::precision {
namespace {

// Those of each element of one tensor, and of numbers besides it.
std::set<std::string> declared_in(const std::string& header) {
  std::ifstream file(ADJOINT_PUBLIC_HEADERS "/" + header);
  const std::string text{std::istreambuf_iterator<char>(file), {}}, begin = "adj_status adj_";
  std::set<std::string> names;
  for (std::size_t at = text.find(begin); at != std::string::npos; at = text.find(begin, at + 1)) {
    const std::size_t name = at + begin.size(), open = text.find('(', name), close = text.find(')', open);
    const std::string parameters = text.substr(open, close - open), handle = "adj_tensor ";
    const std::size_t first = parameters.find(handle);
    const bool along_axis = parameters.find("axis") != std::string::npos;
    if (first != std::string::npos && parameters.find(handle, first + 1) == std::string::npos && !along_axis)
      names.insert(text.substr(name, open - name));
  }
  return names;
}

TEST(PrecisionTable, HasEveryFunctionOfTheHeaders) {
  std::set<std::string> measured;
  for (const Function& f : functions()) {
    const std::string name = f.name;
    measured.insert(name.substr(0, name.find('(')));
  }
  for (const char* header : {"unary.h", "special.h", "activation.h"}) {
    const std::set<std::string> declared = declared_in(header);
    EXPECT_GE(declared.size(), 14u) << header;
    for (const std::string& name : declared) EXPECT_TRUE(measured.contains(name)) << name;
  }
}

}  // namespace
}  // namespace adjoint::precision
