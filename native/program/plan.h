// Where each value lies while a program runs: in one arena, whose places are used again.
#pragma once

#include <cstdint>
#include <vector>

#include "program/fuse.h"

namespace adjoint::program {

enum class Home : std::uint8_t {
  kElsewhere,  // an input or a constant, a view, or nothing that anybody uses
  kBlock,      // inside a loop, of which nothing is kept
  kArena,
  kOutput,  // in memory of its own, which the caller gets
};

struct Plan {
  std::vector<Layout> layouts;
  std::vector<Step> steps;
  std::vector<Home> homes;            // by value
  std::vector<std::int64_t> offsets;  // in the arena, in bytes, by value
  std::int64_t arena_bytes = 0;
  std::int64_t value_bytes = 0;  // what all results would take side by side
};

Plan make_plan(const Program& program);

}  // namespace adjoint::program
