// The page of errors leaves out no function.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

#include "precision/functions.h"

namespace adjoint::precision {
namespace {

// Those of one tensor, and of numbers besides it.
std::set<std::string> declared_in(const std::string& header) {
  std::ifstream file(ADJOINT_PUBLIC_HEADERS "/" + header);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  static const std::regex declaration(
      R"(adj_status adj_(\w+)\((int64_t n,\s+)?adj_tensor x,(\s+double \w+,)*\s+adj_tensor\* )");
  std::set<std::string> names;
  for (std::sregex_iterator match(text.begin(), text.end(), declaration), end; match != end; ++match)
    names.insert((*match)[1]);
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
